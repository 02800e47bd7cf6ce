# says: policy_statements are for a key that this module creates: with key_arn, add them to the policy of your key.
messages_key_arn               = "arn:aws:kms:us-east-1:111122223333:key/own"
messages_key_policy_statements = [{ principals = { AWS = ["arn:aws:iam::111122223333:role/reader"] }, actions = ["kms:Decrypt"] }]
