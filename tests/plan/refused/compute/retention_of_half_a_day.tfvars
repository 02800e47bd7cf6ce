# says: retention_days must be a whole number from 1 to 10000, or null
processing = { retention_days = 0.5 }
