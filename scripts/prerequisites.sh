#!/usr/bin/env bash
# Says in one line what is missing on this machine.
set -euo pipefail
cd "$(dirname "$0")/.."

missing() {
  echo "Missing: $1" >&2
  exit 1
}

[ -n "$(scripts/find_python.sh)" ] ||
  missing "Python 3.11 or newer with its venv module (on Debian: apt install python3-venv). PYTHON_BIN=path names one that is not on PATH."

command -v terraform >/dev/null 2>&1 ||
  missing "Terraform 1.11 or newer. See developer.hashicorp.com/terraform/install."

version=$(terraform version | sed -n '1s/^Terraform v//p')
IFS=.- read -r major minor _ <<<"$version"
if [ "$major" -lt 1 ] || { [ "$major" -eq 1 ] && [ "$minor" -lt 11 ]; }; then
  missing "Terraform 1.11 or newer; $(command -v terraform) is $version."
fi
