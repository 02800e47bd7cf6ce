# shellcheck shell=bash disable=SC2154 # findings.sh assigns answer and refusal
# To be sourced: does an alarm reach who subscribed to the alarm topic? A queue of our own subscribes,
# and one alarm is set by hand.

ALARM_QUESTION="an alarm that is set by hand"
ALARM_EXPECTED="arrives at a subscriber of the alarm topic"
ALARM_SECONDS=60 # to arrive in

# begin_alarm TOPIC_ARN NAME: subscribes the queue NAME, long before the alarm: a subscription may take a
# while to hold.
begin_alarm() {
  local partition region account
  alarm_topic=$1
  alarm_queue=$2
  IFS=: read -r _ partition _ region account _ <<<"$alarm_topic"
  alarm_queue_arn=arn:$partition:sqs:$region:$account:$alarm_queue
  alarm_name=${alarm_topic##*:}
  alarm_name=${alarm_name%-alarms}/job-latency
  alarm_is=
  alarm_fault= # why it cannot be asked
  subscribe || alarm_fault=$refusal
}

subscribe() {
  ask cloudwatch describe-alarms --alarm-names "$alarm_name" --query 'MetricAlarms[0].StateValue' --output text || return
  if [ "$answer" != OK ] && [ "$answer" != INSUFFICIENT_DATA ]; then
    refusal="$alarm_name is $answer now"
    return 1
  fi
  cat >"$WORK/queue.json" <<END
{"Policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"sns.amazonaws.com\"}, \"Action\": \"sqs:SendMessage\", \"Resource\": \"$alarm_queue_arn\", \"Condition\": {\"ArnEquals\": {\"aws:SourceArn\": \"$alarm_topic\"}}}]}"}
END
  alarm_is=begun
  ask sqs create-queue --queue-name "$alarm_queue" --attributes "file://$WORK/queue.json" --query QueueUrl --output text || return
  alarm_queue_url=$answer
  ask sns subscribe --topic-arn "$alarm_topic" --protocol sqs --notification-endpoint "$alarm_queue_arn"
}

# After begin_alarm.
ring_alarm() {
  [ -z "$alarm_fault" ] || return 0
  echo "Setting the alarm $alarm_name to ALARM, and back to OK at the end."
  echo "  Who subscribed to ${alarm_topic##*:} gets two messages, with the reason \"make smoke: nothing is wrong\"."
  alarm_is=ringing # also where we are interrupted while it is set
  alarm_set_at=$SECONDS
  set_alarm ALARM || alarm_fault=$refusal
}

set_alarm() {
  ask cloudwatch set-alarm-state --alarm-name "$alarm_name" --state-value "$1" --state-reason "make smoke: nothing is wrong"
}

# After ring_alarm: waits for the message.
hear_alarm() {
  if [ -n "$alarm_fault" ]; then
    unanswered "$ALARM_QUESTION" "$alarm_fault" "$ALARM_EXPECTED"
    return
  fi
  echo "Waiting for the alarm's message"
  while [ $((SECONDS - alarm_set_at)) -le "$ALARM_SECONDS" ]; do
    if ! ask sqs receive-message --queue-url "$alarm_queue_url" --wait-time-seconds 10 --query 'Messages[].Body' --output text; then
      unanswered "$ALARM_QUESTION" "$refusal" "$ALARM_EXPECTED"
      return
    fi
    if [[ $answer == *"$alarm_name"* ]]; then
      finding ok "$ALARM_QUESTION" "arrived" "$ALARM_EXPECTED"
      return
    fi
  done
  finding WRONG "$ALARM_QUESTION" "nothing arrived in $ALARM_SECONDS s" "$ALARM_EXPECTED"
}

# Also of what was begun and not finished.
end_alarm() {
  local subscription
  [ -n "${alarm_is:-}" ] || return 0
  if [ "$alarm_is" = ringing ] && ! set_alarm OK; then
    echo "Could not set $alarm_name back to OK ($refusal). CloudWatch does so when it next looks at its metric." >&2
  fi
  if ask sns list-subscriptions-by-topic --topic-arn "$alarm_topic" --output text \
    --query "Subscriptions[?Endpoint=='$alarm_queue_arn'].SubscriptionArn"; then
    for subscription in $answer; do
      [ "$subscription" = None ] || ask sns unsubscribe --subscription-arn "$subscription" || echo "$refusal: subscription $subscription is left" >&2
    done
  fi
  if ask sqs get-queue-url --queue-name "$alarm_queue" --query QueueUrl --output text; then
    ask sqs delete-queue --queue-url "$answer" || echo "$refusal: queue $alarm_queue is left" >&2
  fi
}
