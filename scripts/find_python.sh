#!/usr/bin/env bash
# Prints the first Python 3.11 or newer that can make virtual environments, or nothing.
# It is run, not only found: version managers leave names on PATH that do not start.
set -u

for candidate in "${PYTHON_BIN:-}" python3 python3.13 python3.12 python3.11 python3.14; do
  [ -n "$candidate" ] || continue
  if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
    # Of a virtual environment, the Python it was made from: ours are deleted and made again.
    "$candidate" -c 'import sys; print(sys._base_executable)'
    exit 0
  fi
done
