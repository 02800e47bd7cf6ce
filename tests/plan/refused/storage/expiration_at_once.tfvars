# says: uploads_lifecycle.expiration_days must be a whole number of days, 1 or more, or null to keep originals for ever.
uploads_lifecycle = { expiration_days = 0 }
