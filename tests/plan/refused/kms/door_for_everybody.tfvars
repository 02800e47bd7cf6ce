# says: principals of policy_statements are { Service = ["cloudfront.amazonaws.com"] } or
policy_statements = [{ principals = { AWS = ["*"] }, actions = ["kms:Decrypt"] }]
