#!/usr/bin/env bash
# Creates the role that deploys one environment, with the policies of docs/deploy-policy, in the
# account of the current credentials; or updates it. ENV is the environment. TRUSTED is the ARN of who
# may assume the role (default: the account, so that its IAM decides). BOUNDARY is the ARN of the
# permissions boundary that every role it creates must have (default: any, or none).
# Exits 2 if one of them is not valid.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/environment.sh

arn='^arn:[a-z-]+:(iam|sts)::[0-9]{12}:[A-Za-z0-9+=,.@_/-]+$'
if [ -n "${TRUSTED:-}" ] && ! [[ $TRUSTED =~ $arn ]]; then
  printf 'TRUSTED=%q is not the ARN of a role, a user or an account, such as arn:aws:iam::111122223333:role/ci.\n' "$TRUSTED" >&2
  exit 2
fi
if [ -n "${BOUNDARY:-}" ] && ! [[ $BOUNDARY =~ ^arn:[a-z-]+:iam::([0-9]{12}|aws):policy/[A-Za-z0-9+=,.@_/-]+$ ]]; then
  printf 'BOUNDARY=%q is not the ARN of an IAM policy.\n' "$BOUNDARY" >&2
  exit 2
fi
variables=terraform/envs/$ENV/terraform.tfvars
if [[ $ENV == */* ]] || ! [ -f "$variables" ]; then
  printf 'ENV=%q is not an environment: there is no %q.\n' "$ENV" "$variables" >&2
  exit 2
fi

# value NAME: a string of the environment's terraform.tfvars.
value() {
  sed -n "s/^$1 *= *\"\(.*\)\"$/\1/p" "$variables"
}
name_prefix=${NAME_PREFIX:-$(value name_prefix)}
region=$(value region)
identity=$(aws sts get-caller-identity --query '[Account, Arn]' --output text)
account=${identity%%[[:space:]]*}
partition=$(cut -d: -f2 <<<"${identity#*[[:space:]]}")
role=$name_prefix-deploy
trusted=${TRUSTED:-arn:$partition:iam::$account:root}

# bounded: a policy that accepts any boundary, made to require this one.
bounded() {
  if [ -n "${BOUNDARY:-}" ]; then
    sed "s/StringLikeIfExists/StringEquals/g; s|BOUNDARY|$BOUNDARY|g"
  else
    sed 's/BOUNDARY/*/g'
  fi
}

policy_arn() {
  echo "arn:$partition:iam::$account:policy/$role-$1"
}

# IAM keeps five versions of a policy: delete those that are not in use.
delete_old_versions() {
  local version
  for version in $(aws iam list-policy-versions --policy-arn "$1" --output text \
    --query 'Versions[?!IsDefaultVersion].VersionId'); do
    aws iam delete-policy-version --policy-arn "$1" --version-id "$version"
  done
}

# exists POLICY: whether it was there when we began.
exists() {
  grep -qxF "$1" <<<"$existing"
}

attach() {
  aws iam attach-role-policy --role-name "$role" --policy-arn "$1"
}

# superseded NAME: the policy of version 0.1.0 whose last rights come with NAME, in the order of the
# files.
superseded() {
  case $1 in
    observability) policy_arn functions ;;
    queue) policy_arn messages ;;
    storage) policy_arn data ;;
  esac
}

# replace EARLIER POLICY DOCUMENT: the role has the rights of both at every moment. IAM attaches ten
# policies to a role: an inline one, which does not count, stands in while one makes room for the other.
# EARLIER is deleted last: as long as it is there, the next run replaces it again.
replace() {
  local stand_in=${2##*/}
  aws iam put-role-policy --role-name "$role" --policy-name "$stand_in" --policy-document "$3"
  aws iam detach-role-policy --role-name "$role" --policy-arn "$1" 2>/dev/null || true
  attach "$2"
  aws iam delete-role-policy --role-name "$role" --policy-name "$stand_in"
  delete_old_versions "$1"
  aws iam delete-policy --policy-arn "$1"
  echo "  ${1##*/} deleted"
}

echo "Role $role, which $trusted may assume"
trust="{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"$trusted\"}, \"Action\": \"sts:AssumeRole\"}]}"
if aws iam get-role --role-name "$role" >/dev/null 2>&1; then
  aws iam update-assume-role-policy --role-name "$role" --policy-document "$trust"
else
  aws iam create-role --role-name "$role" --description "Applies the pipeline $name_prefix" \
    --max-session-duration 7200 --assume-role-policy-document "$trust" --output text >/dev/null
fi

existing=$(aws iam list-policies --scope Local --output text \
  --query "Policies[?starts_with(PolicyName, '$role-')].[Arn]")

for file in docs/deploy-policy/*.json; do
  name=$(basename "$file" .json)
  policy=$(policy_arn "$name")
  # IAM does not count white space, but refuses a document of more than 6,144 characters.
  document=$(tr -s ' \n' ' ' <"$file" | bounded |
    sed "s/arn:aws:/arn:$partition:/g; s/ACCOUNT_ID/$account/g; s/REGION/$region/g; s/NAME_PREFIX/$name_prefix/g")
  if exists "$policy"; then
    delete_old_versions "$policy"
    aws iam create-policy-version --policy-arn "$policy" --set-as-default \
      --policy-document "$document" --output text >/dev/null
  else
    aws iam create-policy --policy-name "${policy##*/}" --policy-document "$document" --output text >/dev/null
  fi
  earlier=$(superseded "$name")
  if [ -n "$earlier" ] && exists "$earlier"; then
    replace "$earlier" "$policy" "$document"
  else
    attach "$policy"
  fi
  echo "  ${policy##*/}"
done
echo "arn:$partition:iam::$account:role/$role"
