# says: password_policy.minimum_length must be a whole number from 8 to 99
password_policy = { minimum_length = 7 }
