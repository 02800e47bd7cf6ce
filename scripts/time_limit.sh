#!/usr/bin/env bash
# time_limit.sh SECONDS COMMAND …: runs a command and ends it when the time is up (exit status 124).
# It says first which test was running (RUNNING_TEST_FILE names it), and Python processes of the
# command print the stacks of their threads. However the command ends, nothing of it keeps running.
# (macOS has no `timeout`, and that of coreutils knows nothing of stacks or grandchildren.)
set -o pipefail

limit=$1
shift
grace_seconds=15
timed_out=
interrupted=
# Python prints the stacks of all threads on SIGABRT.
export PYTHONFAULTHANDLER=1
ulimit -c 0
[ -z "${RUNNING_TEST_FILE:-}" ] || rm -f "$RUNNING_TEST_FILE"

# Ids of the processes that descend from $1 or are in its process group.
processes_of() {
  ps -A -o pid= -o ppid= -o pgid= | awk -v root="$1" '
    { parent[$1] = $2; group[$1] = $3 }
    END {
      for (pid in parent) {
        one = pid
        while (one in parent && one != root && group[one] != root && parent[one] != one) one = parent[one]
        if (one == root || group[one] == root) print pid
      }
    }'
}

is_python() {
  case $(ps -o comm= -p "$1" 2>/dev/null) in
    *[Pp]ython*) return 0 ;;
    *) return 1 ;;
  esac
}

# Whether any of the processes runs: one that is dead stays listed until its parent collects it.
any_runs() {
  ps -o stat= -p "$(echo "$@" | tr ' ' ,)" 2>/dev/null | grep -qv '^Z'
}

# wait_for TENTHS PID …: until none of them runs, or the time is up.
wait_for() {
  local tenths=$1
  shift
  while [ "$tenths" -gt 0 ] && any_runs "$@"; do
    tenths=$((tenths - 1))
    sleep 0.1
  done
}

# Those named, and what they have started since.
end_all() {
  local pids=("$@")
  # shellcheck disable=SC2207  # a list of ids
  pids+=($(processes_of "$job"))
  any_runs "${pids[@]}" || return 0
  # A local account cleans up after itself when it is asked to end, or its owner is gone.
  kill -TERM "${pids[@]}" 2>/dev/null
  wait_for 50 "${pids[@]}"
  kill -KILL "${pids[@]}" 2>/dev/null
  wait_for 20 "${pids[@]}"
}

say_where_it_is() {
  echo
  echo "Not finished after $limit s: $*"
  if [ -s "${RUNNING_TEST_FILE:-}" ]; then
    echo "Running test: $(cat "$RUNNING_TEST_FILE")"
  fi
} >&2

dump_stacks() {
  local pid asked=()
  for pid in "$@"; do
    # A server of its own session has a log of its own.
    if is_python "$pid" && [ "$(ps -o pgid= -p "$pid" | tr -d ' ')" = "$job" ]; then
      kill -ABRT "$pid" 2>/dev/null && asked+=("$pid")
    fi
  done
  [ ${#asked[@]} = 0 ] || wait_for 30 "${asked[@]}"
}

trap 'timed_out=yes' USR1
trap 'interrupted=yes' INT TERM HUP

# Each in a process group of its own, which can be ended as a whole.
set -m
"$@" </dev/null &
job=$!
(
  sleep "$limit"
  kill -USR1 $$
) &
watchdog=$!
disown "$watchdog"
set +m

[ -n "$interrupted" ] || wait "$job"
status=$?
kill -KILL -- "-$watchdog" 2>/dev/null

# shellcheck disable=SC2207  # a list of ids
pids=($(processes_of "$job"))
if [ -n "$interrupted" ]; then
  kill -INT -- "-$job" 2>/dev/null
  wait_for $((grace_seconds * 10)) "$job"
  status=130
elif [ -n "$timed_out" ]; then
  say_where_it_is "$@"
  dump_stacks "${pids[@]}"
  status=124
elif [ ${#pids[@]} -gt 0 ]; then
  echo "Still running after the end of $1, and ended now:" >&2
  ps -o pid= -o command= -p "$(echo "${pids[@]}" | tr ' ' ,)" >&2
fi
end_all "${pids[@]}"
exit "$status"
