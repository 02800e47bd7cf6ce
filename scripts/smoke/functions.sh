# shellcheck shell=bash disable=SC2154 # findings.sh assigns answer and refusal
# To be sourced: what the functions say of themselves in their log.

LEAST_BOTOCORE=1.36.0      # the oldest that read the package's model of MediaConvert: decision 18
READ_TIMEOUT=5             # seconds: lambda_src/pipeline/aws/clients.py
LOG_SECONDS=45             # CloudWatch shows a line this much later at most
DAY_MS=$((24 * 3600 * 1000))

# at_least VERSION LEAST
at_least() {
  [ "$(printf '%s\n%s\n' "$1" "$2" | sort -t . -k 1,1n -k 2,2n -k 3,3n | head -n 1)" = "$2" ]
}

# of_versions NAME: from the newest line of a cold start in answer.
of_versions() {
  grep -oE "\\\\\"$1\\\\\": \\\\\"[0-9.]+" <<<"$answer" | tail -n 1 | grep -oE '[0-9.]+$' || true
}

# ask_versions LOG_GROUP
ask_versions() {
  local question="botocore of the functions' runtime" expected="$LEAST_BOTOCORE or newer" verdict=ok botocore
  if ! ask logs filter-log-events --log-group-name "$1" --filter-pattern '"cold start"' \
    --start-time $(($(date +%s) * 1000 - DAY_MS)) --query 'events[].message' --output json; then
    unanswered "$question" "$refusal" "$expected"
    return
  fi
  botocore=$(of_versions botocore)
  if [ -z "$botocore" ]; then
    unanswered "$question" "no cold start in the log of a day; logs.level above INFO?" "$expected"
    return
  fi
  at_least "$botocore" "$LEAST_BOTOCORE" || verdict=WRONG
  finding "$verdict" "$question" "$botocore (Python $(of_versions python), Powertools $(of_versions powertools))" "$expected"
}

# ask_latencies LOG_GROUP ASSET SINCE: SINCE in seconds since 1970.
ask_latencies() {
  local call question expected="less than the read timeout of $READ_TIMEOUT s" seconds verdict began=$SECONDS
  while true; do
    ask logs filter-log-events --log-group-name "$1" --filter-pattern "\"$2\"" \
      --start-time $(($3 * 1000)) --query 'events[].message' --output json || break
    [[ $answer != *CreateJobLatency* ]] || break
    [ $((SECONDS - began)) -lt "$LOG_SECONDS" ] || break
    sleep 3
  done
  for call in Probe CreateJob; do
    question="latency of $call"
    seconds=$(grep -oE "\\\\\"${call}Latency\\\\\": ?\[[0-9.e-]+" <<<"$answer" | tail -n 1 | grep -oE '[0-9.e-]+$' || true)
    if [ -z "$seconds" ]; then
      unanswered "$question" "${refusal:-no such metric of the asset in the log}" "$expected"
      continue
    fi
    verdict=$(awk -v s="$seconds" -v most="$READ_TIMEOUT" 'BEGIN { print (s + 0 < most) ? "ok" : "WRONG" }')
    finding "$verdict" "$question" "$seconds s" "$expected"
  done
}
