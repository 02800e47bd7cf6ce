#!/usr/bin/env bash
# Creates the role that deploys one environment, with the policies of docs/deploy-policy, in the
# account of the current credentials; or updates it. ENV is the environment. TRUSTED is the ARN of who
# may assume the role (default: the account, so that its IAM decides). BOUNDARY is the ARN of the
# permissions boundary that every role it creates must have (default: any, or none).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/environment.sh

if [ -n "${BOUNDARY:-}" ] && ! [[ $BOUNDARY =~ ^arn:[a-z-]+:iam::([0-9]{12}|aws):policy/[A-Za-z0-9+=,.@_/-]+$ ]]; then
  printf 'BOUNDARY=%q is not the ARN of an IAM policy.\n' "$BOUNDARY" >&2
  exit 2
fi

# value NAME: a string of the environment's terraform.tfvars.
value() {
  sed -n "s/^$1 *= *\"\(.*\)\"$/\1/p" "terraform/envs/${ENV:-dev}/terraform.tfvars"
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
    sed "s/StringLikeIfExists/StringEquals/; s|BOUNDARY|$BOUNDARY|"
  else
    sed 's/BOUNDARY/*/'
  fi
}

echo "Role $role, which $trusted may assume"
trust="{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"$trusted\"}, \"Action\": \"sts:AssumeRole\"}]}"
if aws iam get-role --role-name "$role" >/dev/null 2>&1; then
  aws iam update-assume-role-policy --role-name "$role" --policy-document "$trust"
else
  aws iam create-role --role-name "$role" --description "Applies the pipeline $name_prefix" \
    --max-session-duration 7200 --assume-role-policy-document "$trust" --output text >/dev/null
fi

for file in docs/deploy-policy/*.json; do
  policy=arn:$partition:iam::$account:policy/$role-$(basename "$file" .json)
  # IAM does not count white space, but refuses a document of more than 6,144 characters.
  document=$(tr -s ' \n' ' ' <"$file" | bounded |
    sed "s/arn:aws:/arn:$partition:/g; s/ACCOUNT_ID/$account/g; s/REGION/$region/g; s/NAME_PREFIX/$name_prefix/g")
  if aws iam get-policy --policy-arn "$policy" >/dev/null 2>&1; then
    # IAM keeps five versions of a policy: delete those that are not in use.
    for version in $(aws iam list-policy-versions --policy-arn "$policy" --output text \
      --query 'Versions[?!IsDefaultVersion].VersionId'); do
      aws iam delete-policy-version --policy-arn "$policy" --version-id "$version"
    done
    aws iam create-policy-version --policy-arn "$policy" --set-as-default \
      --policy-document "$document" --output text >/dev/null
  else
    aws iam create-policy --policy-name "${policy##*/}" --policy-document "$document" --output text >/dev/null
  fi
  aws iam attach-role-policy --role-name "$role" --policy-arn "$policy"
  echo "  ${policy##*/}"
done
echo "arn:$partition:iam::$account:role/$role"
