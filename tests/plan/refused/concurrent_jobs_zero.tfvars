# says: concurrent_jobs must be a whole number from 1, within the account's quotas of concurrent jobs, or null to leave it to MediaConvert.
concurrent_jobs = 0
