# says: timeout_seconds must be a whole number from 1 to 900.
limits = { timeout_seconds = 901 }
