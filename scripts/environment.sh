# shellcheck shell=bash
# To be sourced: the outputs of the applied environment in TF_DIR, and an AWS CLI that
# reaches its account.

. scripts/terraform_config.sh

# Version 1 of the AWS CLI takes an endpoint of its own for SQS, whatever AWS_ENDPOINT_URL says.
aws() {
  command aws ${AWS_ENDPOINT_URL:+--endpoint-url "$AWS_ENDPOINT_URL"} "$@"
}

# output NAME [KEY]: one output, or one entry of a map. In a folder without a state, Terraform prints a
# warning and succeeds.
output() {
  local value
  if [ -z "${2:-}" ]; then
    value=$(terraform -chdir="$TF_DIR" output -raw "$1" 2>/dev/null) || value=
  else
    value=$(terraform -chdir="$TF_DIR" output -json "$1" 2>/dev/null |
      tr -s '{,}' '\n' | sed -n "s/^\"$2\":\"\(.*\)\"$/\1/p")
  fi
  if ! [[ $value =~ ^[A-Za-z0-9._:/-]+$ ]]; then
    echo "Terraform has no output $1${2:+ $2} in $TF_DIR. Initialize and apply the environment there, or set TF_DIR to where it was applied." >&2
    exit 1
  fi
  echo "$value"
}
