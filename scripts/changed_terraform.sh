#!/usr/bin/env bash
# changed_terraform.sh: prints the folders of terraform/{modules,envs,examples} that differ from
# where this branch left its upstream or main, uncommitted changes included, and the modules that call
# a changed one. A change of a module's cases in tests/plan counts as a change of the module.
set -euo pipefail
cd "$(dirname "$0")/.."

left=HEAD
for base in '@{upstream}' main origin/main; do
  if git rev-parse --verify --quiet "$base" >/dev/null; then
    left=$(git merge-base HEAD "$base")
    break
  fi
done

{
  git diff --name-only --no-renames "$left"
  git ls-files --others --exclude-standard
} | sed -nE 's,^(terraform|tests/plan)/(modules|envs|examples)/([^/]+)/.*,terraform/\2/\3,p; s,^tests/plan/(envs|examples)/([^/]+)\.(yaml|tfvars)$,terraform/\1/\2,p' |
  sort -u | while read -r folder; do
    [ ! -d "$folder" ] || echo "$folder"
    case $folder in terraform/modules/*) grep -lE "source += \"../${folder##*/}\"" terraform/modules/*/*.tf | sed 's,/[^/]*$,,' || true ;; esac
  done | sort -u
