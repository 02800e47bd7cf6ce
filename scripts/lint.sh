#!/usr/bin/env bash
# Formatting, validation and static checks. Every check runs, also after one has failed.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

bin=build/venvs/test/bin
reports=build/reports
checks=0
failed=0
mkdir -p "$reports"

check() {
  local title=$1
  shift
  checks=$((checks + 1))
  if "$@" >"$reports/lint.log" 2>&1; then
    echo "ok      $title"
  else
    echo "FAILED  $title"
    cat "$reports/lint.log"
    failed=1
  fi
}

# In a copy, so that no .terraform is left in the tree and no lock file is touched.
# shellcheck disable=SC2329  # called by check
validate() {
  local copy
  copy=$(mktemp -d)
  cp -R terraform "$copy"
  (
    cd "$copy/$1" || exit 1
    terraform init -backend=false -input=false -no-color ${TF_PLUGIN_MIRROR:+-plugin-dir="$TF_PLUGIN_MIRROR"} &&
      terraform validate -no-color
  )
  local status=$?
  rm -rf "$copy"
  return "$status"
}

check "terraform fmt" terraform fmt -check -diff -recursive terraform
for folder in terraform/modules/* terraform/envs/*; do
  check "terraform validate $folder" validate "$folder"
done

tflint=$(scripts/find_tflint.sh)
if [ -n "$tflint" ]; then
  check "tflint ($("$tflint" --version | head -n 1))" "$tflint" --recursive --config="$PWD/.tflint.hcl" --chdir=terraform
else
  echo "tflint: neither tflint nor Go is here" | tee -a "$reports/not-run"
fi

check "ruff check" "$bin/ruff" check --no-cache .
check "ruff format" "$bin/ruff" format --no-cache --check .
check "shellcheck" "$bin/shellcheck" -x scripts/*.sh .ci/run
check "requirements name no index" bash -c '! grep -rnE "^-(i|-index-url|-extra-index-url)|https?://" --include=requirements.txt lambda_src tests scripts'

echo "$checks checks" >"$reports/lint.count"
exit $failed
