#!/usr/bin/env bash
# prerequisites.sh: prints a line for each required tool that is missing or too old.
# prerequisites.sh doctor: lists all tools, also the optional ones: the version found, what it is for
# and, if it is not ok, how to install it.
# Both exit 1 if something required is not ok.
# shellcheck disable=SC2329  # the table names the functions that check
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2
. scripts/versions.sh
. scripts/terraform_config.sh

GB_OF_BUILD=3 # virtual environments, the provider, what demo and tests apply

# The version in the first line of what a command prints that has one; nothing if it does not run.
version() {
  local printed
  printed=$("$@" 2>&1) || return 0
  grep -oE '[ "vo][0-9]+(\.[0-9]+)*' <<<"$printed" | head -n 1 | cut -c 2-
}

python_version() {
  local python
  python=$(scripts/find_python.sh)
  if [ -n "$python" ]; then
    version "$python" --version
  elif "${PYTHON_BIN:-python3}" -c 'import sys; sys.exit(sys.version_info < ('"${LEAST_PYTHON/./, }"'))' 2>/dev/null; then
    echo "- ${PYTHON_BIN:-python3} has no venv module"
  else
    version "${PYTHON_BIN:-python3}" --version
  fi
}

# Terraform fetches the provider when a command needs it: only doctor tries the registry.
provider() {
  if [ -n "${TF_PLUGIN_MIRROR:-}" ]; then
    if [ -d "$TF_PLUGIN_MIRROR/registry.terraform.io/hashicorp/aws" ]; then
      echo "in a mirror"
    else
      echo "- TF_PLUGIN_MIRROR=$TF_PLUGIN_MIRROR does not hold it"
    fi
  elif [ "$mode" != doctor ] || ! command -v curl >/dev/null ||
    curl --silent --fail --max-time 10 --output /dev/null https://registry.terraform.io/.well-known/terraform.json; then
    echo "to be fetched"
  else
    echo "- registry.terraform.io does not answer"
  fi
}

disk_space() {
  local free_kb
  free_kb=$(df -Pk . | awk 'NR == 2 { print $4 }')
  if [ -d build/venvs ] || [ "$free_kb" -ge $((GB_OF_BUILD * 1000000)) ]; then
    echo "$((free_kb / 1000000)) GB free"
  else
    echo "- $((free_kb / 1000000)) GB free, $GB_OF_BUILD GB needed"
  fi
}

printed_by() { "$@" 2>/dev/null; }

chromium_version() {
  local chromium
  chromium=$(scripts/find_chromium.sh)
  # Debian's is a script that complains beside the version.
  [ -z "$chromium" ] || version printed_by "$chromium" --version
}

# at_least VERSION LEAST
at_least() {
  local given needed i
  IFS=. read -r -a given <<<"$1"
  IFS=. read -r -a needed <<<"$2"
  for i in "${!needed[@]}"; do
    [ "${given[i]:-0}" -gt "${needed[i]}" ] && return 0
    [ "${given[i]:-0}" -lt "${needed[i]}" ] && return 1
  done
  return 0
}

# need|name|oldest version that works, or -|check|what it is for|how to install it on Debian|on macOS
# A check prints the version it found, or "- " and what is wrong, or nothing if there is no such tool.
table() {
  cat <<END
required|git|$LEAST_GIT|version git --version|finds tracked and changed files|apt install git|brew install git
required|make|$LEAST_MAKE|version make --version|runs every command|apt install make|xcode-select --install
required|bash|$LEAST_BASH|version bash --version|runs the scripts|apt install bash|brew install bash
required|Python|$LEAST_PYTHON|python_version|tests, demo, packaging; with its venv module|apt install python3-venv, or name another one: PYTHON_BIN=path|brew install python, or name another one: PYTHON_BIN=path
required|Terraform|$LEAST_TERRAFORM|version terraform version|applies and tests the modules|follow "Linux" on HashiCorp's page Install Terraform (developer.hashicorp.com/terraform/install)|brew install hashicorp/tap/terraform
required|AWS provider|-|provider|Terraform's plugin for AWS|Connect to the internet, or name a folder of provider packages: TF_PLUGIN_MIRROR=path|same
required|disk space|-|disk_space|everything under build/|Delete files, or move the checkout to a larger disk|same
END
  [ "$mode" != doctor ] || cat <<END
optional|Java|$LEAST_JAVA|version java -version|AWS's DynamoDB Local in make test-contract|apt install default-jre-headless|brew install openjdk
optional|Maven|$LEAST_MAVEN|version mvn --batch-mode --version|fetches DynamoDB Local|apt install maven|brew install maven
optional|Go|$LEAST_GO|version go version|builds tflint for make test-lint|apt install golang-go|brew install go
optional|Node|$LEAST_NODE|version node --version|make test-browser, and checks its scripts; with npm|apt install nodejs npm|brew install node
optional|Chromium|-|chromium_version|plays outputs in make test-browser; Chrome will do|apt install chromium, or name another one: CHROMIUM_BIN=path|brew install --cask google-chrome, or name another one: CHROMIUM_BIN=path
END
}

# what_to_do INDENT: how to get the tool at hand.
what_to_do() {
  if [ "$macos" = same ]; then
    printf '%s%s\n' "$1" "$debian"
  else
    printf '%sDebian, Ubuntu: %s\n%smacOS: %s\n' "$1" "$debian" "$1" "$macos"
  fi
}

mode=${1:-}
failed=0
heading=
while IFS='|' read -r need name least check purpose debian macos; do
  # shellcheck disable=SC2086  # a command and its arguments
  found=$($check </dev/null)
  wanted="$name"
  [ "$least" = - ] || wanted="$name $least or newer"
  fault=
  state=ok
  case $found in
    '') state=missing fault="needed: $wanted" ;;
    '- '*) state=missing fault="${found#- }" found= ;;
    *) [ "$least" = - ] || at_least "$found" "$least" || state="too old" fault="needed: $wanted" ;;
  esac
  [ "$state" = ok ] || [ "$need" = optional ] || failed=1
  if [ "$mode" = doctor ]; then
    [ "$heading" = "$need" ] || printf '%s%s\n' "${heading:+$'\n'}" "$need"
    heading=$need
    printf '  %-8s %-13s %-12s %s\n' "$state" "$name" "$found" "$purpose"
    [ "$state" = ok ] || { printf '%11s%s\n' '' "$fault" && what_to_do '           '; }
  elif [ "$state" != ok ]; then
    printf '%s: %s%s (%s). %s\n' "$state" "$name" "${found:+ $found}" "$fault" "$(what_to_do '' | paste -s -d ';' - | sed 's/;/; /')" >&2
  fi
done < <(table)

if [ "$mode" != doctor ]; then
  [ "$failed" = 0 ] || echo "For the whole list: make doctor" >&2
elif [ "$failed" = 0 ]; then
  printf '\nAll required tools are here.\n'
else
  printf '\nInstall what is missing or too old under "required", then run make doctor again.\n'
fi
exit "$failed"
