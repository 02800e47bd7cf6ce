#!/usr/bin/env bash
# virtual_environment.sh FOLDER [REQUIREMENTS]: makes a virtual environment with exactly the
# locked packages, or an empty one.
set -euo pipefail

folder=$1
requirements=${2:-}
PYTHON=${PYTHON:-$(scripts/find_python.sh)}
if [ -z "$PYTHON" ]; then
  scripts/prerequisites.sh
  exit 1
fi

echo "Setting up $folder" >&2
rm -rf "$folder"
"$PYTHON" -m venv "$folder"
if [ -n "$requirements" ]; then
  "$folder/bin/python" -m pip install --quiet --disable-pip-version-check \
    --require-hashes --only-binary :all: --requirement "$requirements"
fi

# Some packages' scripts name their interpreter in the first line, where a path with a
# space cannot stand: let a shell find it.
interpreter=$PWD/$folder/bin/python
if [[ $interpreter == *" "* ]]; then
  for script in "$folder"/bin/*; do
    if grep -qsaxF -e "#!$interpreter" "$script"; then
      {
        printf '#!/bin/sh\n'
        printf "'''exec' \"%s\" \"\$0\" \"\$@\"\n' '''\n" "$interpreter"
        tail -n +2 "$script"
      } >"$script.new"
      cat "$script.new" >"$script"
      rm "$script.new"
    fi
  done
fi
touch "$folder/.ready"
