#!/usr/bin/env bash
# Processes an asset again that ended, SUCCEEDED or FAILED: asks for another attempt through the queue
# of the uploads. ID is its id, or KEY the key of its upload; with STATUS, many: reprocess_many.sh.
# PROFILE names another profile than the record's. What is served stays so until the new attempt
# SUCCEEDED. Safe to repeat: the message names the attempt that ended. Exits 1 if the asset has not
# ended, has no record, or its upload cannot be read any more, 2 if an operand is not valid.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -z "${STATUS:-}" ] || exec scripts/reprocess_many.sh
. scripts/environment.sh
. scripts/rows.sh
. scripts/records.sh

if [ -z "${ID:-}${KEY:-}" ] || [ -n "${SINCE:-}${BEFORE:-}${LIMIT:-}${GO:-}" ]; then
  echo "Give one asset: ID=… or KEY=uploads/…; or many: STATUS=SUCCEEDED or FAILED, with SINCE, BEFORE, LIMIT, GO." >&2
  exit 2
fi
id=$(meant_asset)
known_profile
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
case $status in
  SUCCEEDED) ended="Attempt $attempt is served until then." ;;
  FAILED) ended="Attempt $attempt failed: $code." ;;
  *)
    echo "Asset $id is $status in attempt $attempt. Only assets that have ended, SUCCEEDED or FAILED, can be reprocessed." >&2
    exit 1
    ;;
esac
why=$(unreadable "$bucket" "$key" "$etag")
if [ -n "$why" ]; then
  printf 'Asset %s cannot be reprocessed: its upload %q in %s %s. Nothing was sent.\n' "$id" "$key" "$bucket" "$why" >&2
  exit 1
fi
queue=$(output queue_urls upload-events)
aws sqs send-message --queue-url "$queue" --query MessageId --output text \
  --message-body "$(reprocess_body "$id" "$attempt")" >/dev/null
echo "Requested attempt $((attempt + 1)) of asset $id${PROFILE:+ with profile $PROFILE}. $ended"
echo "To follow it: make asset ID=$id"
