#!/usr/bin/env bash
# What to run before each commit: lint, types, unit and handler tests, plan tests of what changed in
# Terraform. One line for each; every check runs, also after one has failed, and what failed is
# printed at the end.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

reports=build/reports/check
rm -rf "$reports"
mkdir -p "$reports"
began=$SECONDS

scripts/changed_terraform.sh >"$reports/changed" || echo "changed folders" >>"$reports/failed"
changed=()
while read -r folder; do
  changed+=("$folder")
done <"$reports/changed"

# layer NAME TITLE: one layer of scripts/test.sh, its last words, and its log if it failed.
layer() {
  local name=$1 title=$2 started=$SECONDS verdict=ok counted
  scripts/test.sh "$name" >"$reports/$name.log" 2>&1 || { verdict=FAILED && echo "$name" >>"$reports/failed"; }
  counted=$(sed -nE "s/^$name +(passed|FAILED) +(.*[^ ]) +[0-9]+ s$/\2/p" "$reports/$name.log")
  printf '%-7s %-48s %3d s  %s\n' "$verdict" "$title" $((SECONDS - started)) "$counted"
}

# The folders to validate: environments and examples call the modules.
folders=()
for folder in terraform/modules/* terraform/envs/* terraform/examples/*; do
  case " ${changed[*]-} " in
    *" $folder "*) folders+=("$folder") ;;
    *' terraform/modules/'*) [[ $folder == terraform/modules/* ]] || folders+=("$folder") ;;
  esac
done

# Lint beside the tests. It prints a line for each check, and what failed with it.
scripts/lint.sh --only ${folders[@]+"${folders[@]}"} &
lint=$!
# What runs in the background of a script does not hear Ctrl-C.
trap 'kill "$lint" 2>/dev/null; exit 130' INT TERM
layer unit "unit tests"
layer handlers "handler tests"
wait "$lint" || echo lint >>"$reports/failed"
trap - INT TERM

if [ ${#changed[@]} -gt 0 ]; then
  # The ids of tests of one module, environment, or folder; the examples of READMEs are planned together.
  wanted=
  for folder in "${changed[@]}"; do
    name=${folder##*/}
    case $folder in
      terraform/modules/*) wanted="$wanted or module-$name or [$name] or readmes-examples" ;;
      *) wanted="$wanted or env-$name or example-$name or [$name]" ;;
    esac
  done
  export PYTEST_ADDOPTS="-k '${wanted# or }'"
  layer plan "plan tests of ${changed[*]##*/}"
else
  echo "none    plan tests: nothing changed in Terraform"
fi

for name in unit handlers plan; do
  if grep -qsx "$name" "$reports/failed"; then
    printf '\n== %s\n' "$name"
    cat "$reports/$name.log"
  fi
done
echo
if [ -e "$reports/failed" ]; then
  echo "FAILED after $((SECONDS - began)) s: $(paste -s -d ' ' "$reports/failed")"
  exit 1
fi
echo "All checks passed in $((SECONDS - began)) s"
