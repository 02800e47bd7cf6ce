#!/usr/bin/env bash
# Processes all assets of a STATUS (SUCCEEDED or FAILED) again, as reprocess.sh does one: those last
# changed at or after SINCE and before BEFORE (a day or a time in UTC, such as 2026-11-27 or
# 2026-11-27T09:30:00Z; default: now), the oldest first, at most LIMIT. Lists them and sends nothing;
# with GO=1, sends. Safe to interrupt and to repeat: with the same BEFORE, what was processed again
# meanwhile is left alone. Exits 1 if some records could not be read, 2 if an operand is not valid.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/environment.sh
. scripts/rows.sh
. scripts/records.sh

PAGE=${PAGE:-100}  # assets; the most that one read of the table takes
PAUSE=${PAUSE:-10} # seconds between ten messages: half of what MediaConvert takes of CreateJob by default
WAITING=20         # messages in the queue: more than these wait for CreateJob, and uploads behind them
AT_ONCE=5          # questions to S3
LC_ALL=C           # times are compared as texts
TIME='^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])(T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,3})?)?Z)?$'

whole_number PAGE 100
if [ -n "${ID:-}${KEY:-}" ]; then
  echo "Give one asset (ID or KEY) or many (STATUS), not both." >&2
  exit 2
fi
case ${STATUS:=} in
  SUCCEEDED | FAILED) ;;
  *)
    printf 'STATUS=%q is not valid. Only assets that have ended can be reprocessed: use SUCCEEDED or FAILED.\n' "$STATUS" >&2
    exit 2
    ;;
esac
[ -z "${LIMIT:=}" ] || whole_number LIMIT 999999999
for name in SINCE BEFORE; do
  [ -z "${!name:-}" ] || [[ ${!name} =~ $TIME ]] || {
    printf '%s=%q is not valid. Use a day or a time in UTC, such as 2026-11-27 or 2026-11-27T09:30:00Z.\n' "$name" "${!name}" >&2
    exit 2
  }
done
case ${GO:-} in
  '' | 0 | 1) ;;
  *) printf 'GO=%q is not valid. Use GO=1 to send, or leave GO out to look.\n' "$GO" >&2; exit 2 ;;
esac
known_profile
table=$(output asset_table_name)
queue=$(output queue_urls upload-events)
BEFORE=${BEFORE:-$(date -u +%FT%TZ)}
since=${SINCE:-0}
since=${since%Z} before=${BEFORE%Z} # the beginning of a time sorts before it

work=$(mktemp -d)
looked=0 requested=0 left_out=0 moved=0 unread=0
trap 'wait; rm -rf "$work"' EXIT
trap 'echo "Stopped. Requested: $requested. To go on: $(again "$requested")" >&2; exit 130' INT TERM

# again DONE: the command that sends what is left of LIMIT.
again() {
  local where=""
  [ "$ENV" = dev ] || where=" ENV=$ENV"
  [ "$TF_DIR" = "terraform/envs/$ENV" ] || where=" TF_DIR=$TF_DIR"
  printf 'make reprocess STATUS=%s%s%s%s BEFORE=%s%s GO=1\n' "$STATUS" "${PROFILE:+ PROFILE=$PROFILE}" \
    "${SINCE:+ SINCE=$SINCE}" "${LIMIT:+ LIMIT=$((LIMIT - $1))}" "$BEFORE" "$where"
}

# ids TOKEN: a page of the index, which is a moment behind the table; the last row is the token of the next.
ids() {
  aws dynamodb query --table-name "$table" --index-name StatusIndex --max-items "$PAGE" ${1:+--starting-token "$1"} \
    --key-condition-expression '#status = :status AND updatedAt BETWEEN :since AND :before' \
    --expression-attribute-names '{"#status": "status"}' --expression-attribute-values \
    "{\":status\": {\"S\": \"$STATUS\"}, \":since\": {\"S\": \"$since\"}, \":before\": {\"S\": \"$before\"}}" \
    --output json --query "[Items[].[assetId.S], [['next', NextToken || '']]][]" | rows
}

# records ID…: what they hold now, the oldest first. Those that a throttled read leaves out are not there.
records() {
  local keys
  keys=$(printf ', {"assetId": {"S": "%s"}}' "$@")
  aws dynamodb batch-get-item --request-items file:///dev/stdin --output json \
    --query 'Responses.*[].[assetId.S, status.S, attempt.N, updatedAt.S, profile.M.name.S, etag.S, s3Bucket.S, s3Key.S]' \
    <<<"{\"$table\": {\"Keys\": [${keys#,}], \"ConsistentRead\": true}}" | rows | LC_ALL=C sort -t "$SEPARATOR" -k 4,4
}

# room: waits until the pipeline has done most of what was sent.
room() {
  local waiting
  while true; do
    waiting=$(aws sqs get-queue-attributes --queue-url "$queue" --output text \
      --attribute-names ApproximateNumberOfMessages ApproximateNumberOfMessagesNotVisible \
      --query 'sum(values(Attributes)[].to_number(@))')
    waiting=${waiting%.*} # a sum is no whole number to the CLI
    [ "$waiting" -gt "$WAITING" ] || return 0
    echo "$waiting messages wait in upload-events; going on at $WAITING" >&2
    sleep "$PAUSE"
  done
}

# send BODY…: at most ten.
send() {
  local entries="" number=0 body refused
  [ "$requested" = 0 ] || sleep "$PAUSE"
  room
  for body in "$@"; do
    entries="$entries,{\"Id\": \"$((number++))\", \"MessageBody\": \"${body//\"/\\\"}\"}"
  done
  refused=$(aws sqs send-message-batch --queue-url "$queue" --entries file:///dev/stdin \
    --query "length(Failed || \`[]\`)" --output text <<<"[${entries#,}]")
  [ "$refused" = 0 ] || { echo "The queue refused $refused of $# messages. To go on: $(again "$requested")" >&2; return 1; }
  requested=$((requested + $#))
  echo "Checked: $looked. Requested: $requested."
}

# ask ROW…: asks S3 for the uploads of AT_ONCE assets or fewer; lists them, or has messages for them sent.
ask() {
  local row number=0 id attempt was bucket etag text key why
  for row in "$@"; do
    IFS=$SEPARATOR read -r id attempt was etag bucket text <<<"$row"
    decoded key "$text"
    { unreadable "$bucket" "$key" "$etag" >"$work/$number" || echo $? >"$work/failed"; } &
    number=$((number + 1))
  done
  wait
  [ ! -e "$work/failed" ] || exit "$(cat "$work/failed")"
  number=0
  for row in "$@"; do
    IFS=$SEPARATOR read -r id attempt was etag bucket text <<<"$row"
    why=$(cat "$work/$number")
    number=$((number + 1))
    if [ -n "$why" ]; then
      left_out=$((left_out + 1))
      printf '%s  left out: its upload %s  %s\n' "$id" "$why" "$text" | printable
    elif [ "${GO:-}" = 1 ]; then
      bodies+=("$(reprocess_body "$id" "$attempt")")
    else
      requested=$((requested + 1))
      printf '%s  attempt %s, profile %s  %s\n' "$id" $((attempt + 1)) "${PROFILE:-${was:-by its key}}" "$text" | printable
    fi
  done
}

bodies=()
token=""
while true; do
  lines=$(ids "$token")
  token=$(tail -n 1 <<<"$lines" | cut -d "$SEPARATOR" -f 2)
  found=()
  while IFS= read -r id; do
    [ -z "$id" ] || found+=("$id")
  done < <(sed '$d' <<<"$lines")
  if [ ${#found[@]} -gt 0 ]; then
    lines=$(records "${found[@]}")
    ended=() there=0
    while IFS=$SEPARATOR read -r id status attempt changed was etag bucket text; do
      [ -n "$id" ] || continue
      there=$((there + 1))
      # The index told of it as it was.
      if [ "$status" = "$STATUS" ] && [[ $changed < $before ]]; then
        ended+=("$id$SEPARATOR$attempt$SEPARATOR$was$SEPARATOR$etag$SEPARATOR$bucket$SEPARATOR$text")
      else
        moved=$((moved + 1))
      fi
    done <<<"$lines"
    unread=$((unread + ${#found[@]} - there))
    for ((i = 0; i < ${#ended[@]}; i += ${#few[@]})); do
      most=$((LIMIT ? LIMIT - requested - ${#bodies[@]} : AT_ONCE))
      [ "$most" -gt 0 ] || break 2
      few=("${ended[@]:i:most < AT_ONCE ? most : AT_ONCE}")
      looked=$((looked + ${#few[@]}))
      ask "${few[@]}"
      if [ $((${#bodies[@]} + AT_ONCE)) -gt 10 ]; then
        send "${bodies[@]}"
        bodies=()
      fi
    done
  fi
  [ -n "$token" ] || break
done
[ ${#bodies[@]} = 0 ] || send "${bodies[@]}"

[ "$moved" = 0 ] || echo "Changed meanwhile, and left alone: $moved."
if [ "${GO:-}" = 1 ]; then
  echo "Attempts requested: $requested. Assets left out: $left_out."
else
  echo "Attempts to request: $requested. Assets to leave out: $left_out. Nothing was sent."
  [ "$requested" = 0 ] || echo "To send: $(again 0)"
fi
[ "$unread" = 0 ] || { echo "$unread records could not be read. Run the same command again." >&2; exit 1; }
