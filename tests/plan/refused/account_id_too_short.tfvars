# says: account_id must be the 12 digits of an AWS account; `aws sts get-caller-identity` prints yours.
account_id = "1111"
