#!/usr/bin/env bash
# Retries a FAILED asset: asks for another attempt through the queue of the uploads. ID is its id, or
# KEY the key of its upload. Safe to repeat: the message names the attempt that failed. Exits 1 if the
# asset is not FAILED or has no record, 2 if ID or KEY is not valid.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/environment.sh
. scripts/rows.sh
. scripts/records.sh

id=$(meant_asset)
values=$(record "$id" | item | printable)
[ -n "$values" ] || no_record "$id"
status="" attempt="" code="no error"
while IFS=$EQUALS read -r name value; do
  case $name in
    status) status=$value ;;
    attempt) attempt=$value ;;
    errors"$SEPARATOR"*"$SEPARATOR"code) code=$value ;; # the last is why it failed
  esac
done <<<"$values"
if [ "$status" != FAILED ]; then
  echo "Asset $id is $status in attempt $attempt. Only FAILED assets can be reprocessed." >&2
  exit 1
fi
queue=$(output queue_urls upload-events)
aws sqs send-message --queue-url "$queue" --query MessageId --output text \
  --message-body "{\"reprocess\": {\"assetId\": \"$id\", \"attempt\": $attempt}}" >/dev/null
echo "Requested attempt $((attempt + 1)) of asset $id. Attempt $attempt failed: $code."
echo "To follow it: make asset ID=$id"
