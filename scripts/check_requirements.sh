#!/usr/bin/env bash
# Every requirements.in has a requirements.txt with each package pinned and hashed, and in it what
# the .in file asks for, at the version it asks for. In every package-lock.json each package is hashed,
# and none names a host (npm ci compares it with package.json).
set -uo pipefail
cd "${1:-$(dirname "$0")/..}" || exit 2

faults() {
  local wanted locked line name
  while read -r wanted; do
    locked=${wanted%.in}.txt
    if [ ! -f "$locked" ]; then
      echo "$wanted has no $locked"
      continue
    fi
    awk -v file="$locked" '
      function ended() { if (package != "" && !hashed) print file ": " package " has no hash" }
      /^[A-Za-z0-9]/ {
        ended()
        package = $1
        hashed = 0
        if (package !~ /==/) print file ": " package " has no exact version"
      }
      /--hash=sha256:[0-9a-f]+/ { hashed = 1 }
      END { ended() }' "$locked"
    while read -r line; do
      name=$(sed -E 's/\[[^]]*\]//' <<<"$line")
      grep -qE "^${name//./\\.}(\[[^]]*\])?(==| |$)" "$locked" || echo "$locked has no $line"
    done < <(grep -vE '^(#|-r |$)' "$wanted")
  done < <(find lambda_src tests scripts -name requirements.in | sort)
  while read -r locked; do
    awk -v file="$locked" '
      function ended() { if (package != "" && !hashed) print file ": " package " has no hash" }
      /^    "node_modules\// { ended(); package = $1; hashed = 0 }
      /^      "integrity": "sha512-/ { hashed = 1 }
      /^      "resolved":/ { print file ": " package " names a host" }
      END { ended() }' "$locked"
  done < <(find tests -name package-lock.json | sort)
}

found=$(faults)
[ -z "$found" ] && exit 0
printf '%s\n' "$found"
exit 1
