# says: A statement of policy_statements for a service needs a condition on aws:SourceArn,
policy_statements = [{ principals = { Service = ["cloudfront.amazonaws.com"] }, actions = ["kms:Decrypt"], conditions = [{ test = "Bool", variable = "aws:SecureTransport", values = ["true"] }] }]
