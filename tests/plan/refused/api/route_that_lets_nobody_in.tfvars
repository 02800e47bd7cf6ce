# says: limits must have requests_per_second above 0, and a whole number of burst from 1
limits = { routes = { "POST /v1/uploads" = { burst = 1, requests_per_second = 0 } } }
