#!/usr/bin/env bash
# Sends the newest version of every object under PREFIX (default: all uploads) through the front
# door: uploads whose event was lost, and videos from before the pipeline. What has a record
# already is acknowledged as a duplicate. TF_DIR is the environment's folder.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/environment.sh

uploads=$(output uploads_bucket_name)
queue=$(output queue_urls upload-events)
prefix=${PREFIX:-uploads/}
case $prefix in
  uploads/*) ;;
  *)
    echo "PREFIX=$prefix: only objects under uploads/ are uploads" >&2
    exit 1
    ;;
esac

# A page of ten versions becomes one batch; the body is the event that S3 would send. The
# last row is the marker: a key may hold anything, line feeds too.
event="{\"detail-type\": \`Object Created\`, source: \`aws.s3\`, time: LastModified, detail: {bucket: {name: \`$uploads\`}, object: {key: Key, \"version-id\": VersionId, etag: ETag, size: Size}, reason: \`backfill\`}}"
entries="Versions[?IsLatest].{Id: VersionId, MessageBody: to_string($event)}"
query="[[to_string($entries || \`[]\`)], [IsTruncated], [NextVersionIdMarker], [NextKeyMarker]]"

count=0
marker=()
while true; do
  page=$(aws s3api list-object-versions --no-paginate --bucket "$uploads" --prefix "$prefix" \
    --max-keys 10 ${marker[@]+"${marker[@]}"} --output text --query "$query")
  batch=$(sed -n 1p <<<"$page")
  if [ "$batch" != "[]" ]; then
    sent=$(aws sqs send-message-batch --queue-url "$queue" --entries "$batch" \
      --query "[length(Successful[] || \`[]\`), length(Failed[] || \`[]\`)]" --output text)
    count=$((count + $(cut -f 1 <<<"$sent")))
    echo "$count sent"
    [ "$(cut -f 2 <<<"$sent")" = 0 ] || { echo "Not all were taken: run it again" >&2; exit 1; }
  fi
  [ "$(sed -n 2p <<<"$page")" = True ] || break
  marker=(--version-id-marker "$(sed -n 3p <<<"$page")" --key-marker "$(tail -n +4 <<<"$page")")
done
echo "Sent $count uploads under $prefix through upload-events"
