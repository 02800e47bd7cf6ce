# says: outputs_policy_statements: effect must be Allow or Deny.
outputs_policy_statements = [{
  actions    = ["s3:GetObject"]
  effect     = "allow"
  principals = { AWS = ["arn:aws:iam::111122223333:root"] }
}]
