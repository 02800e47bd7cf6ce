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

# filled FILE: the statements of a policy with everything filled in, without white space.
filled() {
  local document
  document=$(tr -d ' \n' <"$1" | bounded |
    sed "s/arn:aws:/arn:$partition:/g; s/ACCOUNT_ID/$account/g; s/REGION/$region/g; s/NAME_PREFIX/$name_prefix/g")
  document=${document#*'"Statement":['}
  echo "${document%']}'}"
}

# IAM attaches ten policies to a role, of at most 6,144 characters each: the modules' statements share
# them, in their order.
opening='{"Version":"2012-10-17","Statement":[' closing=']}' shared=""
documents=()
while IFS= read -r statement; do
  longer=$opening${shared:+$shared,}$statement$closing
  if [ -n "$shared" ] && [ ${#longer} -gt 6144 ]; then
    documents+=("$opening$shared$closing")
    shared=$statement
  else
    shared=${shared:+$shared,}$statement
  fi
done < <(for file in docs/deploy-policy/*.json; do filled "$file"; done |
  awk '{ gsub(/},\{"Sid":/, "}\n{\"Sid\":"); print }')
documents+=("$opening$shared$closing")

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

# The last first: where a longer policy pushes statements into the next one, that has them before.
for ((number = ${#documents[@]}; number > 0; number--)); do
  policy=$(policy_arn "$number") document=${documents[number - 1]}
  if exists "$policy"; then
    delete_old_versions "$policy"
    aws iam create-policy-version --policy-arn "$policy" --set-as-default \
      --policy-document "$document" --output text >/dev/null
  else
    aws iam create-policy --policy-name "${policy##*/}" --policy-document "$document" --output text >/dev/null
  fi
  aws iam attach-role-policy --role-name "$role" --policy-arn "$policy"
  echo "  ${policy##*/}"
done

# Those of version 0.1.0, and those that are not needed any more.
for policy in $existing; do
  name=${policy##*/"$role"-}
  case $name in
    data | functions | messages) ;;
    *[!0-9]*) continue ;;
    *) [ "$name" -gt ${#documents[@]} ] || continue ;;
  esac
  aws iam detach-role-policy --role-name "$role" --policy-arn "$policy" 2>/dev/null || true
  delete_old_versions "$policy"
  aws iam delete-policy --policy-arn "$policy"
  echo "  ${policy##*/} deleted"
done
echo "arn:$partition:iam::$account:role/$role"
