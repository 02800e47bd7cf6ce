#!/usr/bin/env bash
# Sends what lies in a dead-letter queue through its queue again. QUEUE is upload-events or
# job-events, TF_DIR the environment's folder. Without GO=1 it only shows what it would send.
# Safe to run twice and to interrupt: handling is idempotent.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/environment.sh

case ${QUEUE:-} in
  upload-events | job-events) ;;
  *)
    echo "Say which: make redrive QUEUE=upload-events (or job-events)" >&2
    exit 1
    ;;
esac
queue=$(output queue_urls "$QUEUE")
dead_letters=$(output queue_urls "$QUEUE-dlq")

# Messages as lines of tab-separated JSON: to send, to delete, to show.
receive() {
  aws sqs receive-message --queue-url "$dead_letters" --max-number-of-messages 10 \
    --visibility-timeout "$1" --message-attribute-names reason --output text --query \
    'Messages[].[to_string({Id: MessageId, MessageBody: Body}), to_string({Id: MessageId, ReceiptHandle: ReceiptHandle}), to_string([MessageAttributes.reason.StringValue, Body])]'
}

# batch COMMAND URL ENTRIES: fails unless every entry went through.
batch() {
  local failed
  failed=$(aws sqs "$1" --queue-url "$2" --entries "[$3]" --query 'Failed' --output text)
  [ "$failed" = None ] || [ -z "$failed" ] || { echo "$1: $failed" >&2; return 1; }
}

# No more than lies there now: what fails again comes back while we work.
there=$(aws sqs get-queue-attributes --queue-url "$dead_letters" --output text \
  --attribute-names ApproximateNumberOfMessages --query Attributes.ApproximateNumberOfMessages)
count=0
while [ "$count" -lt "$there" ]; do
  lines=$(receive "$([ "${GO:-}" = 1 ] && echo 60 || echo 20)")
  [ -n "$lines" ] && [ "$lines" != None ] || break
  count=$((count + $(wc -l <<<"$lines")))
  if [ "${GO:-}" = 1 ]; then
    batch send-message-batch "$queue" "$(cut -f 1 <<<"$lines" | paste -s -d , -)"
    batch delete-message-batch "$dead_letters" "$(cut -f 2 <<<"$lines" | paste -s -d , -)"
    echo "$count sent"
  else
    cut -f 3 <<<"$lines" | cut -c 1-200
  fi
done

if [ "${GO:-}" = 1 ]; then
  echo "Sent $count messages of $QUEUE-dlq through $QUEUE again"
else
  echo "$count messages in $QUEUE-dlq. To send them through $QUEUE again: make redrive QUEUE=$QUEUE GO=1"
fi
