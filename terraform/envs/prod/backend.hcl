# The state bucket's name ends with the account id: pass it on the command line,
#   terraform init -backend-config=backend.hcl -backend-config="bucket=media-pipeline-state-$ACCOUNT_ID"
key          = "media-prod/terraform.tfstate"
region       = "us-east-1"
encrypt      = true
use_lockfile = true
