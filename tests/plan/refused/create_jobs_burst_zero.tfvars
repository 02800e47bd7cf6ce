# says: create_jobs_burst must be a whole number from 1
processing = { create_jobs_burst = 0 }
