# says: max_attempts must be a whole number from 1 (no retries) to 10.
processing = { max_attempts = 0 }
