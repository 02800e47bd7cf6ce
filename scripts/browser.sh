#!/usr/bin/env bash
# browser.sh PYTHON REPORT: plays outputs in the players of tests/browser/package.json, in a headless
# Chromium. Needs Node with npm, and Chromium or Chrome.
set -euo pipefail
cd "$(dirname "$0")/.."

python=$1
report=$2
packages=build/browser
missing=()
command -v node >/dev/null 2>&1 || missing+=(Node)
command -v npm >/dev/null 2>&1 || missing+=(npm)
CHROMIUM=$(scripts/find_chromium.sh)
[ -n "$CHROMIUM" ] || missing+=("Chromium or Chrome")
if [ ${#missing[@]} -gt 0 ]; then
  echo "browser: no $(printf '%s, ' "${missing[@]}" | sed 's/, $//') here" | tee -a build/reports/not-run
  exit 0
fi

# As the lock has them: npm compares the hashes.
lock=tests/browser/package-lock.json
if ! cmp -s "$lock" "$packages/.ready"; then
  echo "Fetching the players"
  rm -rf "$packages"
  mkdir -p "$packages"
  cp tests/browser/{.npmrc,package.json,package-lock.json} "$packages"
  (cd "$packages" && npm ci --silent)
  cp "$lock" "$packages/.ready"
fi

export CHROMIUM NODE_MODULES=$PWD/$packages/node_modules
"$python" -m pytest --quiet --junitxml="$report" tests/browser
