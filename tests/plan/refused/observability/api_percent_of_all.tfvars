# says: api_server_error_percent must be below 100
alarm_thresholds = { api_server_error_percent = 100 }
