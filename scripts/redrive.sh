#!/usr/bin/env bash
# Shows the messages of a dead-letter queue; with GO=1, sends them to their queue again. QUEUE is
# upload-events, job-events, removals, erasures or webhook-… (an endpoint's); announcements, asset-reconciler and failed-assets can
# only be shown.
# Safe to repeat, to interrupt, and to run twice at once: handling is idempotent. Exits 2 if QUEUE or
# GO is not valid.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/environment.sh
. scripts/rows.sh

SHOWN=100  # messages
HIDDEN=300 # seconds; shown messages become visible again as soon as we are done
unexplained="no reason given"
case ${QUEUE:-} in
  upload-events | job-events | removals | erasures | webhook-[a-z]*)
    from=$QUEUE-dlq advice=
    unexplained="no reason: too many receives"
    ;;
  announcements) from=$QUEUE-dlq advice="The asset table has what was not announced. Look there: make asset, make assets." ;;
  asset-reconciler) from=$QUEUE-dlq advice="Nothing to do: the next run of the asset-reconciler does the work of these." ;;
  failed-assets)
    from=$QUEUE advice="To retry one asset: make reprocess ID=…"
    unexplained="failed asset"
    ;;
  *)
    printf 'QUEUE=%q is not valid. Use upload-events, job-events, removals, erasures or webhook-… (to look only: announcements, asset-reconciler, failed-assets).\n' \
      "${QUEUE:-}" >&2
    exit 2
    ;;
esac
case ${GO:-} in
  '' | 0) ;;
  1) [ -z "$advice" ] || { echo "Messages of $from cannot be redriven. $advice" >&2; exit 2; } ;;
  *) printf 'GO=%q is not valid. Use GO=1 to send, or leave GO out to look.\n' "$GO" >&2; exit 2 ;;
esac

messages() {
  [ "$1" = 1 ] && echo "1 message" || echo "$1 messages"
}

dead_letters=$(output queue_urls "$from")

# receive MOST: the first three are entries of a batch: to send a message, to delete it, to make it visible again.
receive() {
  aws sqs receive-message --queue-url "$dead_letters" --max-number-of-messages "$1" \
    --visibility-timeout "$HIDDEN" --wait-time-seconds 2 --attribute-names SentTimestamp --message-attribute-names All \
    --output json --query "Messages[].[
      'send', to_string({Id: MessageId, MessageBody: Body}),
      'delete', to_string({Id: MessageId, ReceiptHandle: ReceiptHandle}),
      'show', to_string({Id: MessageId, ReceiptHandle: ReceiptHandle, VisibilityTimeout: \`0\`}),
      'sent', Attributes.SentTimestamp,
      'reason', MessageAttributes.reason.StringValue || MessageAttributes.ERROR_CODE.StringValue || '$unexplained',
      'body', Body]" | rows
}

# batch COMMAND URL NAME MESSAGES: the entries called NAME. Fails unless every one went through.
batch() {
  local entries entry list="" failed
  entries=$(field "$3" <<<"$4")
  while IFS= read -r entry; do
    decoded entry "$entry"
    list=$list,$entry
  done <<<"$entries"
  failed=$(aws sqs "$1" --queue-url "$2" --entries file:///dev/stdin --query 'Failed' --output json <<<"[${list#,}]")
  case $failed in null | '' | '[]') ;; *) echo "$1: $failed" >&2; return 1 ;; esac
}

# No more than there are now: what fails again comes back while we work.
counts=$(aws sqs get-queue-attributes --queue-url "$dead_letters" --output text \
  --attribute-names ApproximateNumberOfMessages ApproximateNumberOfMessagesNotVisible \
  --query 'Attributes.[ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible]')
read -r there elsewhere <<<"$counts"
[ "$elsewhere" = 0 ] ||
  echo "$(messages "$elsewhere") of $from are hidden: another reader has them, such as a second make redrive." >&2
if [ "${GO:-}" = 1 ]; then
  queue=$(output queue_urls "$QUEUE")
  most=$there
else
  most=$((there < SHOWN ? there : SHOWN))
fi

hidden=()
make_visible() {
  local received
  for received in ${hidden[@]+"${hidden[@]}"}; do
    batch change-message-visibility-batch "$dead_letters" show "$received" || true
  done
  hidden=()
}
trap make_visible EXIT
trap 'exit 130' INT TERM

count=0
while [ "$count" -lt "$most" ]; do
  received=$(receive $((most - count < 10 ? most - count : 10)))
  [ -n "$received" ] || break
  hidden+=("$received")
  count=$((count + $(wc -l <<<"$received")))
  if [ "${GO:-}" = 1 ]; then
    batch send-message-batch "$queue" send "$received"
    batch delete-message-batch "$dead_letters" delete "$received"
    hidden=()
    echo "$count sent"
  else
    printable <<<"$received" | LC_ALL=C awk -F "$SEPARATOR" -v now="$(date +%s)" '{
      for (i = 1; i < NF; i += 2) message[$i] = $(i + 1)
      printf "%s  (sent %d min ago)\n    %s\n", message["reason"], (now - message["sent"] / 1000) / 60, message["body"]
    }'
  fi
done

if [ "${GO:-}" = 1 ]; then
  echo "Sent $(messages "$count") from $from to $QUEUE."
  [ "$count" -ge "$there" ] ||
    echo "$((there - count)) of the $there counted at the start were not received: another reader has them, such as a second make redrive." >&2
else
  [ "$count" -ge "$there" ] || echo "… and more, not shown"
  echo "$(messages "$there") in $from. ${advice:-To redrive: make redrive QUEUE=$QUEUE GO=1}"
fi
