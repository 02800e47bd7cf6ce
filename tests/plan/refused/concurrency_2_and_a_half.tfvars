# says: processing_concurrency must be a whole number from 2 to 1000
processing = { processing_concurrency = 2.5 }
