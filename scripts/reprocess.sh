#!/usr/bin/env bash
# Retries a FAILED asset: asks for another attempt through the queue of the uploads. ID is its id, or
# Retries a FAILED asset: asks for another attempt through the queue of the uploads. ID is its id, or
# KEY the key of its upload. Safe to repeat: the message names the attempt that failed. Exits 1 if the
# asset is not FAILED, has no record, or its upload cannot be read any more, 2 if ID or KEY is not valid.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/environment.sh
. scripts/rows.sh
. scripts/records.sh

id=$(meant_asset)
values=$(record "$id" | item)
[ -n "$values" ] || no_record "$id"
status="" attempt="" bucket="" key="" etag="" code="no error"
while IFS=$EQUALS read -r name value; do
  case $name in
    status) status=$value ;;
    attempt) attempt=$value ;;
    s3Bucket) bucket=$value ;;
    s3Key) decoded key "$value" ;;
    etag) etag=$value ;;
    errors"$SEPARATOR"*"$SEPARATOR"code) code=$(printable <<<"$value") ;; # the last is why it failed
  esac
done <<<"$values"
if [ "$status" != FAILED ]; then
  echo "Asset $id is $status in attempt $attempt. Only FAILED assets can be reprocessed." >&2
  exit 1
fi
# Jobs read the newest object of a key: an upload that was deleted or written over is out of their
# reach, even while S3 keeps its version.
found=$(aws s3api head-object --bucket "$bucket" --key "$key" --output text \
  --query '[ETag, StorageClass, ArchiveStatus, Restore]' 2>&1) || {
  exit=$?
  [[ $found == *'(404)'* ]] || { tail -n 1 <<<"$found" >&2; exit $exit; }
  found=gone
}
IFS=$'\t' read -r newest class archive restored <<<"$found"
case $newest,$class,$archive,$restored in
  gone,*) why="was deleted or has expired" ;;
  "\"$etag\"",*,*'ongoing-request="false"'*) why="" ;;
  "\"$etag\"",GLACIER,* | "\"$etag\"",DEEP_ARCHIVE,* | "\"$etag\"",*,*ARCHIVE_ACCESS,*) why="is archived: restore it first" ;;
  "\"$etag\"",*) why="" ;;
  *) why="was written over; what is there now is an asset of its own" ;;
esac
if [ -n "$why" ]; then
  printf 'Asset %s cannot be reprocessed: its upload %q in %s %s. Nothing was sent.\n' "$id" "$key" "$bucket" "$why" >&2
  exit 1
fi
queue=$(output queue_urls upload-events)
aws sqs send-message --queue-url "$queue" --query MessageId --output text \
  --message-body "{\"reprocess\": {\"assetId\": \"$id\", \"attempt\": $attempt}}" >/dev/null
echo "Requested attempt $((attempt + 1)) of asset $id. Attempt $attempt failed: $code."
echo "To follow it: make asset ID=$id"
