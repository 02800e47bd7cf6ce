# says: job_failure_percent must be below 100
alarm_thresholds = { job_failure_percent = 100 }
