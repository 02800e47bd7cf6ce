#!/usr/bin/env bash
# browser.sh PYTHON REPORT TESTS: runs tests in a headless Chromium, with the players and the Uppy of
# tests/browser/package.json. Needs Node with npm, and Chromium or Chrome.
set -euo pipefail
cd "$(dirname "$0")/.."

python=$1
report=$2
tests=$3
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
  echo "Fetching the players and Uppy"
  rm -rf "$packages"
  mkdir -p "$packages"
  cp tests/browser/{.npmrc,package.json,package-lock.json} "$packages"
  (cd "$packages" && npm ci --silent)
  # Pages import one file each. Version 5 has names of its own: npm installs a name once.
  bundle() {
    (cd "$packages" && node_modules/.bin/esbuild --bundle --format=esm --log-level=warning "$@")
  }
  bundle --outfile=node_modules/uppy-6.mjs <<'EOF'
export { default as AwsS3 } from "@uppy/aws-s3";
export { default as GoldenRetriever } from "@uppy/golden-retriever";
export { default as Uppy } from "@uppy/core";
EOF
  bundle --outfile=node_modules/uppy-5.mjs --alias:@uppy/core=uppy-5-core <<'EOF'
export { default as AwsS3 } from "uppy-5-aws-s3";
export { default as Uppy } from "uppy-5-core";
EOF
  cp "$lock" "$packages/.ready"
fi

export CHROMIUM NODE_MODULES=$PWD/$packages/node_modules
"$python" -m pytest --quiet --junitxml="$report" "$tests"
