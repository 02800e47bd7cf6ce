# says: token_validity.access_minutes must be a whole number from 5 to 1440
token_validity = { access_minutes = 2880 }
