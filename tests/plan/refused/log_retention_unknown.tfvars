# says: logs.retention_days must be a retention that CloudWatch Logs knows: 1, 3, 5, 7, 14
logs = { retention_days = 10 }
