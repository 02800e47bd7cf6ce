#!/usr/bin/env bash
# lint.sh [--only [FOLDER …]]: formatting, validation, types and static checks, two at a time. Every
# check runs, also after one has failed. --only validates these folders of Terraform instead of all.
# shellcheck disable=SC2329  # check calls the functions
set -uo pipefail
cd "$(dirname "$0")/.." || exit
. scripts/terraform_config.sh

bin=build/venvs/test/bin
reports=build/reports
mkdir -p "$reports" build/mypy
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck disable=SC2046  # process ids
trap 'kill $(jobs -p) 2>/dev/null; exit 130' INT TERM
checks=0

if [ "${1:-}" = --only ]; then
  shift
  folders=("$@")
else
  folders=(terraform/modules/* terraform/envs/* terraform/examples/*)
fi

# Two checks at a time: a check takes a token, and puts it back.
mkfifo "$work/tokens"
exec 3<>"$work/tokens"
printf '..' >&3

# check TITLE COMMAND…
check() {
  local title=$1 log
  shift
  checks=$((checks + 1))
  log=$work/$checks.log
  read -r -n 1 <&3
  (
    began=$SECONDS
    verdict=ok
    "$@" >"$log" 2>&1 || { verdict=FAILED && : >"$work/failed"; }
    # In one write, so that checks do not mix.
    printf '%s\n' "$(
      printf '%-7s %-48s %3d s\n' "$verdict" "$title" $((SECONDS - began))
      if [ "$verdict" = FAILED ]; then cat "$log"; else sed -n 's/^rulesets/        &/p' "$log"; fi
    )"
    printf . >&3
  ) &
}

# In a copy, so that no .terraform is left in the tree and no lock file is touched.
validate() {
  cd "$work/terraform/${1#terraform/}" || return
  HOME=$work/home terraform init -backend=false -input=false -no-color -plugin-dir="$providers" &&
    terraform validate -no-color
}

# The provider comes from a mirror, or is fetched once for all folders.
fetch_providers() {
  cp -R terraform "$work"
  scripts/example_modules.sh "$work/terraform" "$work/home"
  providers=${TF_PLUGIN_MIRROR:-$work/fetched/.terraform/providers}
  [ -z "${TF_PLUGIN_MIRROR:-}" ] || return 0
  mkdir "$work/fetched"
  cp terraform/envs/dev/versions.tf terraform/envs/dev/.terraform.lock.hcl "$work/fetched"
  (cd "$work/fetched" && terraform init -backend=false -input=false -no-color)
}

# So that the two checks of our own cannot pass for looking nowhere.
planted_faults_are_found() {
  local planted=$work/planted fault found=0
  mkdir "$planted"
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
  rm "$planted"/tests/requirements.*
  for fault in '"version": "1.0.0"' $'"integrity": "sha512-0",\n      "resolved": "https://example.com/"'; do
    printf '    "node_modules/x": {\n      %s\n' "$fault" >"$planted/tests/package-lock.json"
    if scripts/check_requirements.sh "$planted"; then
      echo "not found: $fault"
      found=1
    fi
  done
  return "$found"
}

no_index() {
  ! grep -rnE "^-(i|-index-url|-extra-index-url)|https?://" --include=requirements.txt lambda_src tests scripts
}

javascript() {
  local file failed=0
  while read -r file; do
    node --check "$file" || failed=1
  done < <(find tests -name '*.mjs' | sort)
  return "$failed"
}

# The longest first. Each has a cache of its own: with other options, mypy forgets what it knew.
check "mypy tests" "$bin/mypy" tests
check "mypy --strict lambda_src" "$bin/mypy" --strict --cache-dir build/mypy/strict lambda_src

if [ ${#folders[@]} -gt 0 ]; then
  fetch_providers >"$work/providers.log" 2>&1 || cat "$work/providers.log"
fi
for folder in ${folders[@]+"${folders[@]}"}; do
  check "terraform validate $folder" validate "$folder"
done
check "terraform fmt" terraform fmt -check -diff -recursive terraform tests

tflint=$(scripts/find_tflint.sh)
if [ -n "$tflint" ]; then
  check "tflint" scripts/tflint.sh "$tflint"
else
  echo "tflint: neither tflint nor Go is here" | tee -a "$reports/not-run"
fi

check "ruff check" "$bin/ruff" check --no-cache .
check "ruff format" "$bin/ruff" format --no-cache --check .
check "shellcheck" "$bin/shellcheck" -x scripts/*.sh scripts/*/*.sh .ci/run
if command -v node >/dev/null; then
  check "node --check" javascript
else
  echo "node --check: no Node here" | tee -a "$reports/not-run"
fi
check "requirements are locked" scripts/check_requirements.sh
check "requirements name no index" no_index
check "no secrets in tracked files" scripts/find_secrets.sh
check "planted faults are found" planted_faults_are_found

# Known vulnerabilities are a database on the network: there is none to look into offline.
if command -v pip-audit >/dev/null; then
  for locked in lambda_src tests tests/local_aws tests/checkov tests/fuzz scripts scripts/sbom; do
    check "pip-audit $locked" pip-audit --require-hashes --disable-pip --requirement "$locked/requirements.txt"
  done
else
  echo "note    pip-audit is not here: locked packages were not checked for known vulnerabilities"
fi

wait
echo "$checks checks" >"$reports/lint.count"
[ ! -e "$work/failed" ]
