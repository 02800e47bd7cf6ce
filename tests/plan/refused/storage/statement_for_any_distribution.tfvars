# says: outputs_policy_statements: a statement that allows a service needs a condition on aws:SourceArn or aws:SourceAccount
outputs_policy_statements = [{
  actions    = ["s3:GetObject"]
  principals = { Service = ["cloudfront.amazonaws.com"] }
}]
