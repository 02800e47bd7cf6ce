#!/usr/bin/env bash
# Puts the page of tests/demo/page into the site of an environment with a CDN, an API and users, below
# /site: with the libraries it needs where npm is here, else they come from a public CDN. ADDRESSES are
# pairs FROM=TO, for browsers that reach one origin by another; HINT is said beside the button to sign in.
# Safe to repeat. Exits 1 if the environment has no site, 2 if an operand is not valid.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/environment.sh

PAGE=tests/demo/page
FOREVER='public, max-age=31536000, immutable'
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

if [[ ${HINT:-} == *[\"\\]* || ${HINT:-} == *[[:cntrl:]]* ]]; then
  printf 'HINT=%q is not valid. It is one line, without " and \\.\n' "$HINT" >&2
  exit 2
fi
addresses=
for pair in ${ADDRESSES:-}; do
  if ! [[ $pair =~ ^(https?://[A-Za-z0-9.:-]+)=(https?://[A-Za-z0-9.:-]+)$ ]]; then
    printf 'ADDRESSES=%q is not valid. It is pairs of origins, such as https://127.0.0.1:4566=http://127.0.0.1:4567.\n' \
      "$ADDRESSES" >&2
    exit 2
  fi
  addresses="$addresses, \"${BASH_REMATCH[1]}\": \"${BASH_REMATCH[2]}\""
done

site=$(output cdn_site '{}')
identity=$(output identity '{}')
profiles=$(output profile_names '[]' | sed 's/,/", "/g')
if [ "$site" = null ] || [ "$identity" = null ]; then
  echo "There is no site, or nobody can sign in. It takes cdn = { site = {} }, api and identity in terraform.tfvars." >&2
  exit 1
fi
# of MAP KEY
of() {
  tr ',' '\n' <<<"$1" | sed -n "s/^$2://p"
}
bucket=$(of "$site" bucket_name)
url=$(of "$site" url)
client_id=$(of "$identity" browser_client_id)
scope_prefix=$(of "$identity" scope_prefix)
sign_in_url=$(of "$identity" sign_in_url)

# pinned: name, version, file and hash of each library, a line each.
pinned() {
  node -e 'for (const one of Object.values(JSON.parse(require("fs").readFileSync(process.argv[1]))))
    console.log(one.package, one.version, one.file, one.integrity)' "$PAGE/libraries.json"
}

hash_of() {
  node -e 'const { createHash } = require("crypto"), file = require("fs").readFileSync(process.argv[1])
    console.log("sha384-" + createHash("sha384").update(file).digest("base64"))' "$1"
}

# fetch_libraries: into build/site/vendor, but for those that are there. 1 if npm cannot.
fetch_libraries() {
  local lines package version file integrity to
  lines=$(pinned) || return 1
  mkdir -p build/site/vendor
  while read -r package version file integrity; do
    to=build/site/vendor/$package-$version.js
    if ! [ -f "$to" ] || [ "$(hash_of "$to")" != "$integrity" ]; then
      echo "Fetching $package $version"
      npm pack --silent --pack-destination "$WORK" "$package@$version" >/dev/null || return 1
      tar -xzf "$WORK/$package-$version.tgz" -C "$WORK" "package/$file" || return 1
      if [ "$(hash_of "$WORK/package/$file")" != "$integrity" ]; then
        echo "$package $version is not what $PAGE/libraries.json pins." >&2
        exit 1
      fi
      mv "$WORK/package/$file" "$to"
    fi
    mkdir -p "$WORK/vendor"
    cp "$to" "$WORK/vendor"
  done <<<"$lines"
}

vendor=false
if ! { command -v node && command -v npm; } >/dev/null 2>&1; then
  echo "No Node with npm here: the page takes its libraries from cdn.jsdelivr.net."
elif fetch_libraries; then
  vendor=true
else
  echo "npm cannot fetch the libraries: the page takes them from cdn.jsdelivr.net."
fi

cp -R "$PAGE" "$WORK/site"
cat >"$WORK/site/config.json" <<JSON
{
  "api": "/api",
  "signIn": {
    "url": "$sign_in_url",
    "clientId": "$client_id",
    "scopePrefix": "$scope_prefix",
    "hint": "${HINT:-}"
  },
  "profiles": ["$profiles"],
  "vendor": $vendor,
  "addresses": {${addresses#,} }
}
JSON
echo "Uploading the page to s3://$bucket/site/"
if [ "$vendor" = true ]; then
  aws s3 sync --no-progress --only-show-errors --cache-control "$FOREVER" "$WORK/vendor" "s3://$bucket/site/vendor"
fi
# What a browser asks for first comes last.
aws s3 sync --no-progress --only-show-errors --delete --exclude 'vendor/*' --exclude index.html "$WORK/site" "s3://$bucket/site"
aws s3 cp --no-progress --only-show-errors "$WORK/site/index.html" "s3://$bucket/site/index.html"
echo "Open ${url}index.html"
