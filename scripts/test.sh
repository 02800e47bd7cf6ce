#!/usr/bin/env bash
# test.sh [LAYER …]: runs layers of tests and ends with a summary of layer, tests and time.
# What this machine cannot run is named there, and fails where CI is set.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

reports=build/reports
bin=$PWD/build/venvs/test/bin
layers=("$@")
[ ${#layers[@]} -gt 0 ] || layers=(lint unit handlers contract faults plan checkov local-aws e2e)
mkdir -p "$reports"
# Credentials of a real account must never be used by a test.
unset AWS_PROFILE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_CA_BUNDLE
export AWS_EC2_METADATA_DISABLED=true

summary=()
failed=0

pytest_layer() {
  rm -f "$reports/$layer.xml"
  "$bin/python" -m pytest --quiet --junitxml="$reports/$layer.xml" "$@"
}

# The directed tests, then a campaign of schedules of all mixes. `make campaign` is the long one.
faults_layer() {
  local status=0
  pytest_layer tests/faults || status=1
  "$bin/python" -m faults run --mixed --schedules "${SCHEDULES:-10000}" --seed "${SEED:-1}" \
    --bursts 3000 --count-file "$reports/faults.count" || status=1
  return $status
}

run_layer() {
  case $layer in
    lint) scripts/lint.sh ;;
    unit) pytest_layer tests/unit ;;
    handlers) pytest_layer tests/handlers ;;
    contract) scripts/contract.sh "$bin/python" "$reports/contract.xml" ;;
    faults) faults_layer ;;
    plan) pytest_layer tests/plan ;;
    checkov) scripts/checkov.sh ;;
    local-aws) pytest_layer tests/local_aws/tests ;;
    e2e) pytest_layer tests/e2e ;;
    *)
      echo "There is no layer '$layer'." >&2
      return 2
      ;;
  esac
}

# What a layer counts: a junit report's tests, "184 tests, 2 skipped", and what its .count says.
counts() {
  local report=$reports/$layer.xml count=$reports/$layer.count
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

: >"$reports/not-run"
for layer in "${layers[@]}"; do
  printf '\n== %s\n' "$layer"
  rm -f "$reports/$layer.xml" "$reports/$layer.count"
  began=$SECONDS
  run_layer
  status=$?
  word=passed
  [ $status = 0 ] || { word=FAILED failed=1; }
  summary+=("$(printf '%-10s %-7s %-28s %4d s' "$layer" "$word" "$(counts)" $((SECONDS - began)))")
done

printf '\n%-10s %-7s %-28s %6s\n' layer result tests time
printf '%s\n' "${summary[@]}"
if [ -s "$reports/not-run" ]; then
  printf '\nNot run on this machine:\n'
  cat "$reports/not-run"
  [ -z "${CI:-}" ] || { echo "In CI everything must run." && failed=1; }
fi
exit $failed
