#!/usr/bin/env bash
# Shows what lies in a dead-letter queue; with GO=1, sends it through its queue again. QUEUE is
# upload-events or job-events; of announcements, asset-reconciler and failed-assets it can only show.
# TF_DIR is the environment's folder. Safe to run twice and to interrupt: handling is idempotent.
# Ends with 2 where QUEUE or GO can be none.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/environment.sh
. scripts/rows.sh

SHOWN=100       # messages
HIDDEN=300      # seconds that what was received is hidden, or less: it is given back
unexplained="no reason given"
case ${QUEUE:-} in
  upload-events | job-events)
    from=$QUEUE-dlq advice=
    unexplained="no reason: it came back too often"
    ;;
  announcements) from=$QUEUE-dlq advice="What was not announced stands in the asset table: make asset, make assets." ;;
  asset-reconciler) from=$QUEUE-dlq advice="The next run of the asset-reconciler does what these did not." ;;
  failed-assets)
    from=$QUEUE advice="For another attempt of one: make reprocess ID=…"
    unexplained="an asset that failed"
    ;;
  *)
    printf 'QUEUE=%q: say upload-events or job-events (or, to look: announcements, asset-reconciler, failed-assets)\n' \
      "${QUEUE:-}" >&2
    exit 2
    ;;
esac
case ${GO:-} in
  '' | 0) ;;
  1) [ -z "$advice" ] || { echo "What lies in $from cannot be sent again. $advice" >&2; exit 2; } ;;
  *) printf 'GO=%q: say GO=1, or nothing\n' "$GO" >&2; exit 2 ;;
esac

messages() {
  [ "$1" = 1 ] && echo "1 message" || echo "$1 messages"
}

dead_letters=$(output queue_urls "$from")

# Rows of what to send, to take away, to give back, and of what a person reads.
receive() {
  aws sqs receive-message --queue-url "$dead_letters" --max-number-of-messages 10 \
    --visibility-timeout "$HIDDEN" --wait-time-seconds 2 --attribute-names SentTimestamp --message-attribute-names All \
    --output json --query "Messages[].[to_string({Id: MessageId, MessageBody: Body}),
      to_string({Id: MessageId, ReceiptHandle: ReceiptHandle}),
      to_string({Id: MessageId, ReceiptHandle: ReceiptHandle, VisibilityTimeout: \`0\`}),
      Attributes.SentTimestamp,
      MessageAttributes.reason.StringValue || MessageAttributes.ERROR_CODE.StringValue || '$unexplained',
      Body]"
}

# batch COMMAND URL FIELD ROWS: fails unless every entry went through.
batch() {
  local entries entry list="" failed
  entries=$(cut -d "$SEPARATOR" -f "$3" <<<"$4")
  while IFS= read -r entry; do
    decoded entry "$entry"
    list=$list,$entry
  done <<<"$entries"
  failed=$(aws sqs "$1" --queue-url "$2" --entries file:///dev/stdin --query 'Failed' --output json <<<"[${list#,}]")
  case $failed in null | '' | '[]') ;; *) echo "$1: $failed" >&2; return 1 ;; esac
}

# No more than lies there now: what fails again comes back while we work.
there=$(aws sqs get-queue-attributes --queue-url "$dead_letters" --output text \
  --attribute-names ApproximateNumberOfMessages --query Attributes.ApproximateNumberOfMessages)
if [ "${GO:-}" = 1 ]; then
  queue=$(output queue_urls "$QUEUE")
  most=$there
else
  most=$((there < SHOWN ? there : SHOWN))
fi

hidden=()
give_back() {
  local some
  for some in ${hidden[@]+"${hidden[@]}"}; do
    batch change-message-visibility-batch "$dead_letters" 3 "$some" || true
  done
  hidden=()
}
trap give_back EXIT
trap 'exit 130' INT TERM

count=0
while [ "$count" -lt "$most" ]; do
  lines=$(receive | rows)
  [ -n "$lines" ] || break
  hidden+=("$lines")
  count=$((count + $(wc -l <<<"$lines")))
  if [ "${GO:-}" = 1 ]; then
    batch send-message-batch "$queue" 1 "$lines"
    batch delete-message-batch "$dead_letters" 2 "$lines"
    hidden=()
    echo "$count sent"
  else
    printable <<<"$lines" | LC_ALL=C awk -F "$SEPARATOR" -v now="$(date +%s)" '{
      printf "%s  (sent %d min ago)\n    %s\n", $5, (now - $4 / 1000) / 60, $6
    }'
  fi
done

if [ "${GO:-}" = 1 ]; then
  echo "Sent $(messages "$count") of $from through $QUEUE again"
else
  [ "$count" -ge "$there" ] || echo "… and more, not shown"
  echo "$(messages "$there") in $from. ${advice:-To send them through $QUEUE again: make redrive QUEUE=$QUEUE GO=1}"
fi
