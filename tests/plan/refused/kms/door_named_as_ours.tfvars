# says: Every statement of policy_statements needs a sid of letters and digits of its own,
policy_statements = [{ sid = "AccountDecidesByIam", principals = { AWS = ["arn:aws:iam::111122223333:role/reader"] }, actions = ["kms:Decrypt"] }]
