#!/usr/bin/env bash
# tflint.sh TFLINT: lints terraform/ with the terraform ruleset and, where it can be fetched, the aws
# one. The first line says which ran.
set -euo pipefail
cd "$(dirname "$0")/.."

tflint=$1
config=$PWD/.tflint.hcl
with_aws=$PWD/build/tools/tflint.hcl

mkdir -p build/tools
{
  cat .tflint.hcl
  sed -n 's/^#   //p' .tflint.hcl
} >"$with_aws"
# Fetching needs GitHub: tried in CI, elsewhere only what is there is used.
if [ -n "${CI:-}" ]; then
  "$tflint" --init --config="$with_aws" >/dev/null 2>&1 || true
fi
if "$tflint" --version --config="$with_aws" 2>/dev/null | grep -q 'ruleset\.aws'; then
  config=$with_aws
fi

echo "rulesets: $("$tflint" --version --config="$config" | sed -n 's/^+ ruleset\.//p' | paste -s -d, -)"
"$tflint" --recursive --config="$config" --chdir=terraform
