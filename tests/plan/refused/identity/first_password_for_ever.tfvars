# says: password_policy.temporary_validity_days must be
password_policy = { temporary_validity_days = 366 }
