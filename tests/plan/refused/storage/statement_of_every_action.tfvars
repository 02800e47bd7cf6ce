# says: outputs_policy_statements: actions must be actions of S3. A statement that allows takes, by their full names, actions on objects and actions that list
outputs_policy_statements = [{
  actions    = ["s3:*"]
  principals = { AWS = ["arn:aws:iam::111122223333:root"] }
}]
