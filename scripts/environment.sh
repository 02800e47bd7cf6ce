# shellcheck shell=bash
# To be sourced at the project's root: which environment is meant, its outputs, and an AWS CLI that
# reaches its account. ENV is its name (default: dev), TF_DIR its folder, for one that was applied
# elsewhere. Exits 2 if they name two environments.

. scripts/terraform_config.sh

if [ -n "${ENV:-}" ] && [ -n "${TF_DIR:-}" ] && ! [ "$TF_DIR" -ef "terraform/envs/$ENV" ]; then
  printf 'ENV=%q and TF_DIR=%q name two environments. Give one of them; an exported one goes with: unset TF_DIR ENV\n' \
    "$ENV" "$TF_DIR" >&2
  exit 2
fi
ENV=${ENV:-dev}
TF_DIR=${TF_DIR:-terraform/envs/$ENV}

# Version 1 of the AWS CLI takes an endpoint of its own for SQS, whatever AWS_ENDPOINT_URL says.
aws() {
  command aws ${AWS_ENDPOINT_URL:+--endpoint-url "$AWS_ENDPOINT_URL"} "$@"
}

# whole_number NAME MOST: exits 2 if the variable NAME is not a whole number from 1 to MOST.
whole_number() {
  if ! [[ ${!1} =~ ^[1-9][0-9]{0,8}$ ]] || [ "${!1}" -gt "$2" ]; then
    printf '%s=%q is not valid. %s must be a whole number from 1 to %s.\n' "$1" "${!1}" "$1" "$2" >&2
    exit 2
  fi
}

# What Terraform says where nothing can be read before somebody initializes or applies.
NOT_APPLIED='^Error: (Backend initialization required|Output ".*" not found)'
APPLY_IT='Initialize and apply the environment there, or set ENV or TF_DIR to one that was applied.'

# output NAME [KEY]: one output, or one entry of a map; with KEY "[]", a list with commas; with "{}", a
# map as name:value with commas. Exits 1 if the environment is not applied, 2 if
# there is no such folder, 3 if Terraform cannot read its state: then with Terraform's own words.
output() (
  if ! [ -d "$TF_DIR" ]; then
    printf 'There is no folder %q. Set ENV to an environment of terraform/envs, or TF_DIR to where it was applied.\n' \
      "$TF_DIR" >&2
    exit 2
  fi
  words=$(mktemp)
  trap 'rm -f "$words"' EXIT
  [ -z "${2:-}" ] && form=-raw || form=-json
  status=0
  value=$(terraform -chdir="$TF_DIR" output -no-color "$form" "$1" 2>"$words") || status=$?
  if [ "$status" != 0 ]; then
    # Of a long explanation, which begins with advice to migrate a state, the first line is enough.
    if grep -E "$NOT_APPLIED" "$words" >&2; then
      printf 'Terraform cannot read the outputs of %q. %s\n' "$TF_DIR" "$APPLY_IT" >&2
      exit 1
    fi
    cat "$words" >&2
    printf 'Terraform cannot read the outputs of %q.\n' "$TF_DIR" >&2
    exit 3
  fi
  case ${2:-} in
    '') ;;
    '{}') value=$(tr -d '{}" \n' <<<"$value") ;;
    '[]') value=$(tr -d '[]" \n' <<<"$value") ;;
    *) value=$(tr -s '{,}' '\n' <<<"$value" | sed -n "s/^\"$2\":\"\(.*\)\"$/\1/p") ;;
  esac
  # In a folder without a state, Terraform prints a warning and succeeds.
  if ! [[ $value =~ ^[A-Za-z0-9._:/,-]+$ ]]; then
    printf 'Terraform has no output %s in %q. %s\n' "$1${2:+ $2}" "$TF_DIR" "$APPLY_IT" >&2
    exit 1
  fi
  echo "$value"
)
