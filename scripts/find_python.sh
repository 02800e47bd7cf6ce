#!/usr/bin/env bash
# Prints the first Python that is new enough and can make virtual environments, or nothing.
# It is run, not only found: version managers leave names on PATH that do not start.
set -u
# shellcheck source=scripts/versions.sh
. "$(dirname "$0")/versions.sh"

for candidate in "${PYTHON_BIN:-}" python3 python3.13 python3.12 python3.11 python3.14; do
  [ -n "$candidate" ] || continue
  if "$candidate" -c "import sys, venv, ensurepip; sys.exit(sys.version_info < (${LEAST_PYTHON/./, }))" >/dev/null 2>&1; then
    # Of a virtual environment, the Python it was made from: ours are deleted and made again.
    "$candidate" -c 'import sys; print(sys._base_executable)'
    exit 0
  fi
done
