# says: outputs_policy_statements: keys are keys of this bucket, such as "*", without its ARN
outputs_policy_statements = [{
  actions    = ["s3:GetObject"]
  keys       = ["arn:aws:s3:::another/*"]
  principals = { AWS = ["arn:aws:iam::111122223333:root"] }
}]
