#!/usr/bin/env bash
# virtual_environment.sh FOLDER [REQUIREMENTS]: makes a virtual environment with exactly the
# locked packages, or an empty one.
set -euo pipefail

folder=$1
requirements=${2:-}
if [ -z "${PYTHON:-}" ]; then
  echo "Missing: Python 3.11 or newer with its venv module." >&2
  exit 1
fi

echo "Setting up $folder" >&2
rm -rf "$folder"
"$PYTHON" -m venv "$folder"
if [ -n "$requirements" ]; then
  "$folder/bin/python" -m pip install --quiet --disable-pip-version-check \
    --require-hashes --only-binary :all: --requirement "$requirements"
fi
touch "$folder/.ready"
