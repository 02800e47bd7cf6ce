#!/usr/bin/env bash
# test.sh [LAYER …]: runs layers of tests and ends with a summary of layer, tests and time.
# What this machine cannot run is named there, and fails where CI is set.
# LIMIT_SECONDS replaces the time limits of layers.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

reports=$PWD/build/reports
layers=("$@")
[ ${#layers[@]} -gt 0 ] || layers=(lint unit handlers contract faults plan checkov local-aws e2e browser)
mkdir -p "$reports"
# Credentials of a real account must never be used by a test.
unset AWS_PROFILE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_CA_BUNDLE
export AWS_EC2_METADATA_DISABLED=true

# Many times what a layer takes on two idle cores: it ends what hangs, not what is slow.
limit_of() {
  case $1 in
    contract | checkov) echo 600 ;;
    lint | unit | handlers | local-aws) echo 1200 ;;
    e2e | browser | uploads | erasures) echo 2400 ;;
    *) echo 1800 ;;
  esac
}

# These wait for Terraform, players and timers more than they compute, and run beside the others, which take about as
# long in all.
waits() {
  case $1 in
    e2e | browser) return 0 ;;
    *) return 1 ;;
  esac
}

# What a layer counts: a junit report's tests, "184 tests, 2 skipped", and what its .count says.
counts() {
  local report=$reports/$1.xml count=$reports/$1.count
  [ -f "$report" ] && tests_of "$report"
  [ -f "$report" ] && [ -f "$count" ] && printf ', '
  cat "$count" 2>/dev/null
}

tests_of() {
  sed -n 's/.*<testsuite [^>]*errors="\([0-9]*\)" failures="\([0-9]*\)" skipped="\([0-9]*\)" tests="\([0-9]*\)".*/\1 \2 \3 \4/p' "$1" | {
    read -r errors failures skipped tests
    printf '%s tests' "$tests"
    [ "$skipped" = 0 ] || printf ', %s skipped' "$skipped"
    [ $((errors + failures)) = 0 ] || printf ', %s FAILED' $((errors + failures))
  }
}

running=
lane=
# The time limit passes it on to the layer, and we wait for both.
# shellcheck disable=SC2329  # called by trap
interrupt() {
  # shellcheck disable=SC2086  # a list of ids
  [ -z "$running$lane" ] || { kill -TERM $running $lane && wait $running $lane; } 2>/dev/null
  exit 130
}
trap interrupt INT TERM HUP

# Runs one layer and writes its line of the summary.
run_layer() {
  local layer=$1 began=$SECONDS status=0 word=passed
  printf '\n== %s\n' "$layer"
  rm -f "$reports/$layer".{xml,count,line,note}
  # A process group of its own: Ctrl-C reaches it through us, once.
  set -m
  RUNNING_TEST_FILE=$reports/$layer.running scripts/time_limit.sh \
    "${LIMIT_SECONDS:-$(limit_of "$layer")}" \
    ${nice[@]+"${nice[@]}"} scripts/layer.sh "$layer" "$reports" &
  running=$!
  set +m
  wait "$running" || status=$?
  running=
  [ $status = 0 ] || word=FAILED
  printf '%-10s %-7s %-28s %4d s\n' "$layer" "$word" "$(counts "$layer")" $((SECONDS - began)) \
    >"$reports/$layer.line"
  return $status
}

computing=()
waiting=()
for layer in "${layers[@]}"; do
  if waits "$layer"; then waiting+=("$layer"); else computing+=("$layer"); fi
done

: >"$reports/not-run"
nice=()
shown=()
if [ ${#computing[@]} -gt 0 ] && [ ${#waiting[@]} -gt 0 ]; then
  rm -f "$reports"/*.{line,log}
  set -m
  (
    lane=
    trap interrupt INT TERM HUP
    for layer in "${waiting[@]}"; do
      run_layer "$layer" >"$reports/$layer.log" 2>&1
    done
  ) &
  lane=$!
  set +m
  # What waits for a clock gets the processor when it wants it.
  nice=(nice -n 10)
else
  computing=("${layers[@]}")
fi

# The output of layers that have ended beside the others, each in one piece.
show_ended() {
  local layer
  for layer in "${waiting[@]}"; do
    if [ -f "$reports/$layer.line" ] && [[ " ${shown[*]-} " != *" $layer "* ]]; then
      cat "$reports/$layer.log"
      shown+=("$layer")
    fi
  done
}

for layer in "${computing[@]}"; do
  run_layer "$layer"
  [ -z "$lane" ] || show_ended
done
if [ -n "$lane" ]; then
  wait "$lane"
  show_ended
fi

failed=0
printf '\n%-10s %-7s %-28s %6s\n' layer result tests time
for layer in "${layers[@]}"; do
  cat "$reports/$layer.line"
  grep -q "^$layer *passed " "$reports/$layer.line" || failed=1
done
for layer in "${layers[@]}"; do
  [ ! -f "$reports/$layer.note" ] || { echo && cat "$reports/$layer.note"; }
done
if [ -s "$reports/not-run" ]; then
  printf '\nNot run on this machine:\n'
  cat "$reports/not-run"
  [ -z "${CI:-}" ] || { echo "In CI everything must run." && failed=1; }
fi
exit $failed
