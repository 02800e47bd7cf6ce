#!/usr/bin/env bash
# layer.sh LAYER REPORTS: runs one layer of tests. test.sh calls it, under a time limit.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

layer=$1
reports=$2
bin=$PWD/build/venvs/test/bin

pytest_layer() {
  "$bin/python" -m pytest --quiet --junitxml="$reports/$layer.xml" "$@"
}

# The directed tests, then a campaign of schedules of all mixes. `make campaign` is the long one.
faults_layer() {
  local status=0
  pytest_layer tests/faults || status=1
  "$bin/python" -m faults run --mixed --schedules "${SCHEDULES:-6000}" --seed "${SEED:-1}" \
    --bursts 3000 --count-file "$reports/faults.count" || status=1
  return $status
}

case $layer in
  lint) scripts/lint.sh ;;
  unit) pytest_layer tests/unit tests/time_limits ;;
  handlers) pytest_layer tests/handlers ;;
  contract) scripts/contract.sh "$bin/python" "$reports/contract.xml" ;;
  faults) faults_layer ;;
  plan) pytest_layer tests/plan --note-file "$reports/plan.note" ;;
  checkov) scripts/checkov.sh ;;
  local-aws) pytest_layer tests/local_aws/tests ;;
  e2e) pytest_layer tests/e2e ;;
  browser) scripts/browser.sh "$bin/python" "$reports/browser.xml" tests/browser ;;
  erasures) ERASED_OBJECTS=${ERASED_OBJECTS:-5000} pytest_layer tests/e2e/test_erasure.py ;;
  uploads)
    export UPLOAD_MB=${UPLOAD_MB:-200}
    scripts/browser.sh "$bin/python" "$reports/uploads.xml" tests/browser/test_uppy.py
    ;;
  media) EVERY_RECIPE=1 pytest_layer tests/local_aws/tests/test_planned_jobs.py ;;
  *)
    echo "There is no layer '$layer'." >&2
    exit 2
    ;;
esac
