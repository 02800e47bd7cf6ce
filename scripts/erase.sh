#!/usr/bin/env bash
# Erases assets, wholly and for good: uploads, sidecars, outputs and records. ID is an asset's id, or
# KEY the key of its upload; UPLOADER means all that lies under uploads/UPLOADER/, uploads that are
# still being sent too, and what was said of uploads by the API; FROM_TABLE all that were erased in that table, which a restored one replaced:
# where this has no record of them, it gets their tombstones.
# Counts and lists them, and changes nothing; with GO=1, asks for their erasure. Safe to interrupt and
# to repeat: run it until it finds nothing. Exits 1 if there is no record of ID, 2 if an operand is not
# valid.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/environment.sh
. scripts/rows.sh
. scripts/records.sh

AT_ONCE=100 # records; the most that one read of the table takes
LC_ALL=C

given=0
for name in ID KEY UPLOADER FROM_TABLE; do
  [ -z "${!name:-}" ] || given=$((given + 1))
done
if [ "$given" != 1 ]; then
  echo "Give one asset: ID=… or KEY=uploads/…; or all of a person: UPLOADER=…; or after a restore: FROM_TABLE=…." >&2
  exit 2
fi
# Texts of JSON that need no escapes, and one folder.
if [ -n "${UPLOADER:-}" ] && [[ $UPLOADER == *[/\"\\]* || $UPLOADER == *[[:cntrl:]]* ]]; then
  printf 'UPLOADER=%q is not valid. It is the first folder under uploads/, without a slash.\n' "$UPLOADER" >&2
  exit 2
fi
case ${GO:-} in
  '' | 0 | 1) ;;
  *) printf 'GO=%q is not valid. Use GO=1 to erase, or leave GO out to look.\n' "$GO" >&2; exit 2 ;;
esac

[ -z "${ID:-}${KEY:-}" ] || meant=$(meant_asset)
table=$(output asset_table_name)
bucket=$(output uploads_bucket_name)
queue=$(output queue_urls erasures)
asked=0 gone=0 missing=0

# ids: of the assets that are meant, a line each.
ids() {
  if [ -n "${UPLOADER:-}" ]; then
    aws dynamodb query --table-name "$table" --index-name UploaderIndex --key-condition-expression 'uploaderId = :uploader' \
      --expression-attribute-values "{\":uploader\": {\"S\": \"$UPLOADER\"}}" --output json --query 'Items[].[assetId.S]' | rows
  elif [ -n "${FROM_TABLE:-}" ]; then
    aws dynamodb scan --table-name "$FROM_TABLE" --filter-expression '#status IN (:erasing, :erased)' \
      --expression-attribute-names '{"#status": "status"}' --expression-attribute-values \
      '{":erasing": {"S": "ERASING"}, ":erased": {"S": "ERASED"}}' --output json --query 'Items[].[assetId.S]' | rows
  else
    echo "$meant"
  fi
}

# records ID…: what they are now.
records() {
  local keys
  keys=$(printf ', {"assetId": {"S": "%s"}}' "$@")
  aws dynamodb batch-get-item --request-items file:///dev/stdin --output json \
    --query 'Responses.*[].[assetId.S, status.S, s3Key.S]' \
    <<<"{\"$table\": {\"Keys\": [${keys#,}], \"ConsistentRead\": true}}" | rows
}

# send ID…: at most ten.
send() {
  local entries="" number=0 id refused
  for id in "$@"; do
    entries="$entries,{\"Id\": \"$((number++))\", \"MessageBody\": \"{\\\"erase\\\": {\\\"assetId\\\": \\\"$id\\\", \\\"by\\\": \\\"operator\\\"}}\"}"
  done
  refused=$(aws sqs send-message-batch --queue-url "$queue" --entries file:///dev/stdin \
    --query "length(Failed || \`[]\`)" --output text <<<"[${entries#,}]")
  [ "$refused" = 0 ] || { echo "The queue refused $refused of $# messages. Run the same command again." >&2; exit 1; }
}

# replay ID…: what FROM_TABLE says of assets that have no record here; with GO=1, written here. A
# record that appears meanwhile is left for the next run.
replay() {
  local id tombstone refused
  for id in "$@"; do
    printf '%s  no record here\n' "$id"
    if [ "${GO:-}" = 1 ]; then
      tombstone=$(aws dynamodb get-item --table-name "$FROM_TABLE" --key "{\"assetId\": {\"S\": \"$id\"}}" \
        --consistent-read --query Item --output json)
      refused=$(aws dynamodb put-item --table-name "$table" --item file:///dev/stdin \
        --condition-expression 'attribute_not_exists(assetId)' 2>&1 <<<"$tombstone") || {
        [[ $refused == *ConditionalCheckFailed* ]] || { printf '%s\n' "$refused" >&2; exit 1; }
        continue
      }
    fi
    missing=$((missing + 1))
  done
}

# look ID…: lists the assets, or asks for their erasure. At most AT_ONCE.
look() {
  local lines id status text few=() here=" " unknown=()
  lines=$(records "$@")
  while IFS=$SEPARATOR read -r id status text; do
    [ -n "$id" ] || continue
    here="$here$id "
    if [ "$status" = ERASED ]; then
      gone=$((gone + 1))
      continue
    fi
    asked=$((asked + 1))
    printf '%s  %s  %s\n' "$id" "$status" "$text" | printable
    few+=("$id")
  done <<<"$lines"
  for id in "$@"; do
    [[ $here == *" $id "* ]] || unknown+=("$id")
  done
  if [ -n "${FROM_TABLE:-}" ] && [ ${#unknown[@]} -gt 0 ]; then
    replay "${unknown[@]}"
  fi
  [ "${GO:-}" = 1 ] || return 0
  while [ ${#few[@]} -gt 0 ]; do
    send "${few[@]:0:10}"
    few=("${few[@]:10}")
  done
}

# unsent: multipart uploads of the person that are not complete; with GO=1 they are aborted.
unsent() {
  local key id text lines
  lines=$(aws s3api list-multipart-uploads --bucket "$bucket" --prefix "uploads/$UPLOADER/" --output json \
    --query 'Uploads[].[UploadId, Key]' | rows)
  while IFS=$SEPARATOR read -r id text; do
    [ -n "$id" ] || continue
    printf 'being sent  %s\n' "$text" | printable
    sending=$((sending + 1))
    [ "${GO:-}" = 1 ] || continue
    decoded key "$text"
    aws s3api abort-multipart-upload --bucket "$bucket" --key "$key" --upload-id "$id"
  done <<<"$lines"
}

# unsaid: what the person said of their uploads by the API; with GO=1 it is deleted. Where an asset is
# erased, this goes with it.
unsaid() {
  local id state lines
  lines=$(aws dynamodb scan --table-name "$sessions_table" --filter-expression '#owner = :uploader' \
    --expression-attribute-names '{"#owner": "owner"}' --expression-attribute-values "{\":uploader\": {\"S\": \"$UPLOADER\"}}" \
    --output json --query 'Items[].[uploadId.S, state.S]' | rows)
  while IFS=$SEPARATOR read -r id state; do
    [ -n "$id" ] || continue
    printf 'upload session  %s  %s\n' "$id" "$state"
    sessions=$((sessions + 1))
    [ "${GO:-}" = 1 ] || continue
    aws dynamodb delete-item --table-name "$sessions_table" --key "{\"uploadId\": {\"S\": \"$id\"}}"
  done <<<"$lines"
}

# strays: what lies there without any record: sidecars and folders alone, or uploads whose event is on
# its way. With GO=1 they are deleted, once there is no record left that may need them.
strays() {
  local key version text lines
  lines=$(aws s3api list-object-versions --bucket "$bucket" --prefix "uploads/$UPLOADER/" --output json \
    --query '[Versions, DeleteMarkers][][].[VersionId, Key]' | rows)
  while IFS=$SEPARATOR read -r version text; do
    [ -n "$version" ] || continue
    printf 'no record  %s\n' "$text" | printable
    left=$((left + 1))
    [ "${GO:-}" = 1 ] || continue
    decoded key "$text"
    aws s3api delete-object --bucket "$bucket" --key "$key" --version-id "$version" >/dev/null
  done <<<"$lines"
}

found=$(ids)
all=()
while IFS= read -r id; do
  [ -z "$id" ] || all+=("$id")
done <<<"$found"
for ((i = 0; i < ${#all[@]}; i += AT_ONCE)); do
  look "${all[@]:i:AT_ONCE}"
done
if [ -n "${ID:-}${KEY:-}" ] && [ $((asked + gone)) = 0 ]; then
  no_record "${all[0]}"
fi
sending=0 left=0 sessions=0 sessions_table=
if [ -n "${UPLOADER:-}" ]; then
  # Owners of the API are digests. Without an API there is no such output.
  ! [[ $UPLOADER =~ ^[0-9a-f]{64}$ ]] || sessions_table=$(output upload_sessions_table_name 2>/dev/null) || sessions_table=
  unsent
  [ -z "$sessions_table" ] || unsaid
  [ "$asked" != 0 ] || strays
fi

summary="Assets: $asked."
[ -z "${UPLOADER:-}" ] || summary="$summary Uploads being sent: $sending. Objects without a record: $left."
[ -z "$sessions_table" ] || summary="$summary Upload sessions: $sessions."
[ "$gone" = 0 ] || summary="$summary Erased already: $gone."
if [ -n "${FROM_TABLE:-}" ]; then
  done=missing
  [ "${GO:-}" != 1 ] || done=written
  summary="$summary Tombstones $done: $missing."
fi
if [ "${GO:-}" = 1 ]; then
  echo "$summary"
  [ "$asked" = 0 ] || echo "Requested. It takes some minutes; then run the same command again, until it finds nothing."
else
  echo "$summary Nothing was changed."
  [ $((asked + sending + left + sessions + missing)) = 0 ] || echo "What is erased is gone for good. To erase it, add GO=1."
fi
