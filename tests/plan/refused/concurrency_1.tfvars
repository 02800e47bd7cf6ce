# says: processing_concurrency must be a whole number from 2 to 1000: an SQS event source mapping takes no less than 2.
processing = { processing_concurrency = 1 }
