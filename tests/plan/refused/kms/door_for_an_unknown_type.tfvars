# says: principals of policy_statements are { Service = ["cloudfront.amazonaws.com"] } or
policy_statements = [{ principals = { Federated = ["example.com"] }, actions = ["kms:Decrypt"] }]
