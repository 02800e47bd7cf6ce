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

# So that the two checks of our own cannot pass for looking nowhere.
# shellcheck disable=SC2329  # called by check
planted_faults_are_found() {
  local planted fault found=0
  planted=$(mktemp -d)
  for fault in "key = \"AK""IAABCDEFGHIJKLMNOP\"" "-----BEGIN RSA PRIV""ATE KEY-----" "arn:aws:iam::2468135""79024:role/x"; do
    printf '%s\n' "$fault" >"$planted/planted.txt"
    if scripts/find_secrets.sh "$planted"; then
      echo "not found: $fault"
      found=1
    fi
  done
  mkdir -p "$planted/lambda_src" "$planted/tests" "$planted/scripts"
  for fault in 'x>=1 --hash=sha256:00' 'x==1' 'y==1 --hash=sha256:00'; do
    echo 'x==1' >"$planted/tests/requirements.in"
    printf '%s\n' "$fault" >"$planted/tests/requirements.txt"
    if scripts/check_requirements.sh "$planted"; then
      echo "not found: $fault"
      found=1
    fi
  done
  rm -r "$planted"
  return "$found"
}

# Tests without a folder are those of tests/plan.
# shellcheck disable=SC2016,SC2329  # backticks of Markdown; called by check
security_names_what_is_there() {
  local name missing=0
  while read -r name; do
    if [ ! -e "$name" ] && [ ! -e "tests/plan/$name" ] && [ ! -e "tests/unit/$name" ] && [ ! -e "lambda_src/pipeline/$name" ]; then
      echo "SECURITY.md names $name, which is not there"
      missing=1
    fi
  done < <(grep -oE '`(terraform/[a-z_./-]+|[a-z_./]+\.(py|sh|tf))`' SECURITY.md | tr -d '`' | sort -u)
  return "$missing"
}

check "terraform fmt" terraform fmt -check -diff -recursive terraform tests
for folder in terraform/modules/* terraform/envs/*; do
  check "terraform validate $folder" validate "$folder"
done

tflint=$(scripts/find_tflint.sh)
if [ -n "$tflint" ]; then
  check "tflint" scripts/tflint.sh "$tflint"
  sed -n 's/^rulesets/        rulesets/p' "$reports/lint.log"
else
  echo "tflint: neither tflint nor Go is here" | tee -a "$reports/not-run"
fi

check "ruff check" "$bin/ruff" check --no-cache .
check "ruff format" "$bin/ruff" format --no-cache --check .
check "shellcheck" "$bin/shellcheck" -x scripts/*.sh .ci/run
check "requirements are locked" scripts/check_requirements.sh
check "requirements name no index" bash -c '! grep -rnE "^-(i|-index-url|-extra-index-url)|https?://" --include=requirements.txt lambda_src tests scripts'

check "SECURITY.md names what is there" security_names_what_is_there
check "no secrets in tracked files" scripts/find_secrets.sh
check "planted faults are found" planted_faults_are_found

# Known vulnerabilities are a database on the network: there is none to look into offline.
if command -v pip-audit >/dev/null; then
  for locked in lambda_src tests tests/local_aws tests/checkov scripts; do
    check "pip-audit $locked" pip-audit --require-hashes --disable-pip --requirement "$locked/requirements.txt"
  done
else
  echo "note    known vulnerabilities of locked packages were not looked up: pip-audit is not here"
fi

echo "$checks checks" >"$reports/lint.count"
exit $failed
