# says: processing_concurrency may be at most 20 times create_jobs_per_second
# alone
processing = { processing_concurrency = 41 }
