#!/usr/bin/env bash
# Creates the bucket for Terraform state in the account of the current credentials, or updates the
# settings of an existing one. Safe to repeat. REGION is where.
set -euo pipefail

region=${REGION:-${AWS_REGION:-${AWS_DEFAULT_REGION:-}}}
if [ -z "$region" ]; then
  echo "Give a region, for example: make state-bucket REGION=us-east-1" >&2
  exit 1
fi
identity=$(aws sts get-caller-identity --query '[Account, Arn]' --output text)
account=${identity%%[[:space:]]*}
partition=$(cut -d: -f2 <<<"${identity#*[[:space:]]}")
bucket=media-pipeline-state-$account

if aws s3api head-bucket --bucket "$bucket" >/dev/null 2>&1; then
  echo "$bucket exists; updating its settings"
else
  echo "Creating $bucket in $region"
  # us-east-1 refuses to be named as a location constraint.
  if [ "$region" = us-east-1 ]; then
    aws s3api create-bucket --region "$region" --bucket "$bucket" --output text >/dev/null
  else
    aws s3api create-bucket --region "$region" --bucket "$bucket" --output text \
      --create-bucket-configuration "LocationConstraint=$region" >/dev/null
  fi
  aws s3api wait bucket-exists --bucket "$bucket"
fi

aws s3api put-public-access-block --bucket "$bucket" --public-access-block-configuration \
  BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
aws s3api put-bucket-versioning --bucket "$bucket" --versioning-configuration Status=Enabled
aws s3api put-bucket-encryption --bucket "$bucket" --server-side-encryption-configuration \
  '{"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}, "BucketKeyEnabled": true}]}'
aws s3api put-bucket-lifecycle-configuration --bucket "$bucket" --lifecycle-configuration \
  '{"Rules": [{"ID": "old-states", "Status": "Enabled", "Filter": {}, "NoncurrentVersionExpiration": {"NoncurrentDays": 365}}]}' >/dev/null
aws s3api put-bucket-policy --bucket "$bucket" --policy "{
  \"Version\": \"2012-10-17\",
  \"Statement\": [{
    \"Sid\": \"RefusePlainHttp\", \"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"s3:*\",
    \"Resource\": [\"arn:$partition:s3:::$bucket\", \"arn:$partition:s3:::$bucket/*\"],
    \"Condition\": {\"Bool\": {\"aws:SecureTransport\": \"false\"}}
  }]
}"

cat <<END
$bucket is ready. In terraform/envs/dev, or another environment, run:
  terraform init -backend-config=backend.hcl -backend-config="bucket=$bucket"
END
