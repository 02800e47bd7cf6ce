#!/usr/bin/env bash
# Prints the path of tflint: the installed one, or one built with Go, or nothing.
set -u
cd "$(dirname "$0")/.." || exit

version=v0.53.0
built=$PWD/build/tools/tflint

if command -v tflint >/dev/null 2>&1; then
  command -v tflint
elif [ -x "$built" ]; then
  echo "$built"
elif command -v go >/dev/null 2>&1; then
  echo "Building tflint $version with Go" >&2
  GOBIN=$(dirname "$built") go install "github.com/terraform-linters/tflint@$version" >&2 && echo "$built"
fi
