# says: create_jobs_per_second must be above 0
processing = { create_jobs_per_second = 0 }
