# says: rate_limit.requests must be a whole number from 10
rate_limit = { requests = 9 }
