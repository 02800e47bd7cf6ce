# says: token_validity.refresh_days must be a whole number
token_validity = { refresh_days = 0.5 }
