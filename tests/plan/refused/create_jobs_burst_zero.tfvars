# says: create_jobs_per_second must be above 0, and create_jobs_burst a whole number from 1.
processing = { create_jobs_burst = 0 }
