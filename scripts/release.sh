#!/usr/bin/env bash
# Builds what a release consists of into build/release/VERSION: the package, its SBOM, and SHA256SUMS of
# both. VERSION is terraform/VERSION. The same commit gives the same bytes. PYTHON and CYCLONEDX are as
# for package.sh.
# Exits 1, having built nothing, where the commit is not fit for a release.
set -euo pipefail
cd "$(dirname "$0")/.."

version=$(cat terraform/VERSION)
tag=v$version
folder=build/release/$version
name=media-pipeline-lambda-$version

# A line for each thing that is in the way.
faults() {
  local changed newest tagged
  changed=$(git status --porcelain)
  [ -z "$changed" ] || printf 'The working tree is not clean. Commit or remove:\n%s\n' "$changed"
  newest=$(sed -n 's/^## //p' CHANGELOG.md | head -n 1)
  case $newest in
    "$version - "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]) ;;
    "$version - "*) echo "CHANGELOG.md dates $version \"${newest#* - }\". Write the day of the release instead: ## $version - YYYY-MM-DD" ;;
    *) echo "CHANGELOG.md begins with \"$newest\", terraform/VERSION says $version. Make them agree." ;;
  esac
  tagged=$(git rev-parse --quiet --verify "refs/tags/$tag^{commit}" || true)
  [ -z "$tagged" ] || [ "$tagged" = "$(git rev-parse HEAD)" ] ||
    echo "$tag is another commit already (${tagged:0:7}). Raise terraform/VERSION, or check that one out."
}

sha256() {
  if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi
}

git rev-parse --git-dir >/dev/null || exit 1
found=$(faults)
if [ -n "$found" ]; then
  printf 'Cannot release %s:\n%s\n' "$version" "$found" >&2
  exit 1
fi

# In a folder of its own until it is whole.
rm -rf "$folder" "$folder.new"
mkdir -p "$folder.new"
scripts/package.sh "$folder.new/$name.zip" "$folder.new/$name.cdx.json"
(cd "$folder.new" && sha256 "$name.cdx.json" "$name.zip" >SHA256SUMS)
mv "$folder.new" "$folder"

echo "Built $folder of commit $(git rev-parse --short HEAD):"
sed 's/^/  /' "$folder/SHA256SUMS"
if ! git rev-parse --quiet --verify "refs/tags/$tag" >/dev/null; then
  printf 'To tag it:\n  git tag -a %s -m "Release %s" && git push origin %s\n' "$tag" "$version" "$tag"
fi
