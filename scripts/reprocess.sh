#!/usr/bin/env bash
# Asks for another attempt of a FAILED asset, by the queue that uploads come by. ID is its id, or KEY
# the key of its upload; TF_DIR is the environment's folder. Safe to run twice: the message names the
# attempt that failed. Ends with 1 where the asset is not FAILED or has no record, with 2 where ID or
# KEY can be none.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/environment.sh
. scripts/rows.sh
. scripts/records.sh

id=$(meant_asset)
line=$(record "$id" "[[status.S, attempt.N, errors.L[-1].M.code.S || 'no error']]" | printable | rows)
[ -n "$line" ] || no_record "$id"
IFS=$SEPARATOR read -r status attempt code <<<"$line"
if [ "$status" != FAILED ]; then
  echo "Asset $id is $status in attempt $attempt: only what is FAILED is reprocessed" >&2
  exit 1
fi
queue=$(output queue_urls upload-events)
aws sqs send-message --queue-url "$queue" --query MessageId --output text \
  --message-body "{\"reprocess\": {\"assetId\": \"$id\", \"attempt\": $attempt}}" >/dev/null
echo "Asked for attempt $((attempt + 1)) of asset $id (attempt $attempt ended in $code)"
echo "To follow it: make asset ID=$id"
