# says: Every threshold must be above 0
alarm_thresholds = { cdn_blocked_requests = 0 }
