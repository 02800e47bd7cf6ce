# says: rate_limit.window_seconds must be 60, 120, 300 or 600
rate_limit = { window_seconds = 90 }
