# says: policy_statements may allow the use of the key: kms:Decrypt,
policy_statements = [{ principals = { AWS = ["arn:aws:iam::111122223333:role/reader"] }, actions = ["kms:PutKeyPolicy"] }]
