#!/usr/bin/env bash
# find_secrets.sh [FOLDER]: AWS keys, private keys and ids of real accounts in tracked files, or in
# all files of a folder. Succeeds where there are none.
set -uo pipefail

search=(git grep -InE)
if [ $# -gt 0 ]; then
  search=(grep -rInE)
  cd "$1" || exit 2
else
  cd "$(dirname "$0")/.." || exit 2
  if ! git rev-parse --is-inside-work-tree >/dev/null; then
    echo "This is no git checkout: nothing is tracked here." >&2
    exit 2
  fi
fi

# The accounts that AWS's own documents and the local account use.
placeholders='111122223333|123456789012|000000000000|999999999999'
uuid='[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}'

keys() {
  "${search[@]}" '(^|[^A-Z0-9])A(KIA|SIA)[A-Z0-9]{16}([^A-Z0-9]|$)' .
  "${search[@]}" -e '-----BEGIN ([A-Z0-9]+ )*PRIVATE KEY-----' .
  "${search[@]}" -i 'secret_?access_?key["'"'"' ]*[:=]["'"'"' ]*[A-Za-z0-9/+]{40}' .
}

# Hashes of locked packages hold any digits; a time for touch has twelve, and so may a quota of bytes.
accounts() {
  "${search[@]}" '[0-9]{12}' . |
    grep -vE '^(\./)?[^:]*(requirements\.txt|\.terraform\.lock\.hcl):' |
    sed -E "s/$uuid//g; s/touch -t [0-9]{12}//; s/BYTES_PER_DAY\"?: ?.[0-9]{12}//; s/([^0-9]|^)($placeholders)/\1/g" |
    grep -E '(^|[^0-9A-Za-z.])[0-9]{12}([^0-9A-Za-z]|$)'
}

found=$(keys; accounts)
[ -z "$found" ] && exit 0
printf '%s\n' "$found"
exit 1
