# says: A statement for a service needs a condition on aws:SourceArn,
policy_statements = [{ sid = "Door", principals = { Service = ["cloudfront.amazonaws.com"] }, actions = ["kms:Decrypt"], conditions = { Bool = { "aws:SecureTransport" = ["true"] } } }]
