#!/usr/bin/env bash
# Queues uploads that have no record, the newest version of each: those whose event was lost, and
# videos from before the pipeline. PREFIX selects them (default: all uploads). Safe to repeat and to
# interrupt: uploads with a record are skipped, and the pipeline ignores duplicates. Exits 2 if PREFIX
# is not valid.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/environment.sh
. scripts/rows.sh
. scripts/records.sh

PAGE=${PAGE:-100} # objects; the most that one read of the table takes
whole_number PAGE 100
prefix=${PREFIX:-uploads/}
if [[ $prefix != uploads/* ]]; then
  printf 'PREFIX=%q is not valid. Use a prefix that begins with uploads/.\n' "$prefix" >&2
  exit 2
fi
uploads=$(output uploads_bucket_name)
queue=$(output queue_urls upload-events)
table=$(output asset_table_name)

# Captions beside a video have no record: film.en.srt, film.pt-BR.vtt.
sidecar='\.[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?\.([sS][rR][tT]|[vV][tT]{2}|[tT]{2}[mM][lL])$'
# The body is the event that S3 would send. The last row is the marker of the next page.
event="{\"detail-type\": \`Object Created\`, source: \`aws.s3\`, time: LastModified, detail: {bucket: {name: \`$uploads\`}, object: {key: Key, \"version-id\": VersionId, etag: ETag, size: Size}, reason: \`backfill\`}}"
query="[Versions[?IsLatest && !(Size == \`0\` && ends_with(Key, '/'))].[VersionId, Key, to_string($event)],
  [[to_string(IsTruncated), NextVersionIdMarker, NextKeyMarker]]][]"

# known ID…: those that have a record. A throttled read counts as none: that costs a message, no more.
known() {
  local keys
  keys=$(printf ', {"assetId": {"S": "%s"}}' "$@")
  aws dynamodb batch-get-item --output text --query 'Responses.*[].assetId.S' --request-items file:///dev/stdin \
    <<<"{\"$table\": {\"Keys\": [${keys#,}], \"ProjectionExpression\": \"assetId\"}}"
}

# send BODY…: at most ten, each as JSON writes it.
send() {
  local entries="" number=0 body refused
  for body in "$@"; do
    entries="$entries,{\"Id\": \"$((number++))\", \"MessageBody\": \"$body\"}"
  done
  refused=$(aws sqs send-message-batch --queue-url "$queue" --entries file:///dev/stdin \
    --query "length(Failed || \`[]\`)" --output text <<<"[${entries#,}]")
  [ "$refused" = 0 ] || { echo "The queue refused $refused of $# messages. Run the same command again." >&2; return 1; }
}

looked=0
sent=0
marker=()
while true; do
  lines=$(aws s3api list-object-versions --no-paginate --bucket "$uploads" --prefix "$prefix" \
    --max-keys "$PAGE" ${marker[@]+"${marker[@]}"} --output json --query "$query" | rows)
  ids=() bodies=()
  while IFS=$SEPARATOR read -r version key body; do
    decoded key "$key"
    [[ $key =~ $sidecar ]] && continue
    ids+=("$(asset_id "$uploads" "$version" "$key")")
    bodies+=("$body")
  done < <(sed '$d' <<<"$lines")
  if [ ${#ids[@]} -gt 0 ]; then
    recorded=$(known "${ids[@]}")
    new=()
    for i in "${!ids[@]}"; do
      [[ $recorded == *${ids[i]}* ]] || new+=("${bodies[i]}")
    done
    for ((i = 0; i < ${#new[@]}; i += 10)); do
      send "${new[@]:i:10}"
    done
    looked=$((looked + ${#ids[@]}))
    sent=$((sent + ${#new[@]}))
    echo "Checked $looked uploads, queued $sent"
  fi
  IFS=$SEPARATOR read -r more version key <<<"$(tail -n 1 <<<"$lines")"
  [ "$more" = true ] || break
  decoded key "$key"
  marker=(--version-id-marker "$version" --key-marker "$key")
done
printf 'Checked %s uploads under %q. Queued %s without a record.\n' "$looked" "$prefix" "$sent"
