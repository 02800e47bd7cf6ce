# says: limits.routes must be by routes of the API
limits = { routes = { "GET /v1/upload" = { burst = 1, requests_per_second = 1 } } }
