# says: password_policy.requires may be
password_policy = { requires = ["emoji"] }
