# says: uploads_expiration_days must be a whole number above 90, the age at which originals move to GLACIER_IR, or null to keep them for ever.
uploads_expiration_days = 100.5
