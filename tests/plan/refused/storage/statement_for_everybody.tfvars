# says: outputs_policy_statements: a statement that allows everybody needs a condition
outputs_policy_statements = [{
  actions    = ["s3:GetObject"]
  principals = { "*" = ["*"] }
}]
