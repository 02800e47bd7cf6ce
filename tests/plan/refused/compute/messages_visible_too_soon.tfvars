# says: The erasures queue needs a visibility timeout of at least 6 times the function's
# says: The job_events queue needs a visibility timeout of at least 6 times the function's
# says: The removals queue needs a visibility timeout of at least 6 times the function's
# says: The upload_events queue needs a visibility timeout of at least 6 times the function's
# alone: a precondition of a resource, met after every variable.
job_events = {
  dlq_arn                    = "arn:aws:sqs:us-east-1:111122223333:media-test-job-events-dlq"
  dlq_url                    = "https://sqs.us-east-1.amazonaws.com/111122223333/media-test-job-events-dlq"
  max_receive_count          = 6
  queue_arn                  = "arn:aws:sqs:us-east-1:111122223333:media-test-job-events"
  queue_url                  = "https://sqs.us-east-1.amazonaws.com/111122223333/media-test-job-events"
  visibility_timeout_seconds = 179
}
request_queues = {
  erasures = {
    dlq_arn                    = "arn:aws:sqs:us-east-1:111122223333:media-test-erasures-dlq"
    dlq_url                    = "https://sqs.us-east-1.amazonaws.com/111122223333/media-test-erasures-dlq"
    queue_arn                  = "arn:aws:sqs:us-east-1:111122223333:media-test-erasures"
    queue_url                  = "https://sqs.us-east-1.amazonaws.com/111122223333/media-test-erasures"
    visibility_timeout_seconds = 179
  }
  removals = {
    dlq_arn                    = "arn:aws:sqs:us-east-1:111122223333:media-test-removals-dlq"
    dlq_url                    = "https://sqs.us-east-1.amazonaws.com/111122223333/media-test-removals-dlq"
    queue_arn                  = "arn:aws:sqs:us-east-1:111122223333:media-test-removals"
    queue_url                  = "https://sqs.us-east-1.amazonaws.com/111122223333/media-test-removals"
    visibility_timeout_seconds = 179
  }
  upload_events = {
    dlq_arn                    = "arn:aws:sqs:us-east-1:111122223333:media-test-upload-events-dlq"
    dlq_url                    = "https://sqs.us-east-1.amazonaws.com/111122223333/media-test-upload-events-dlq"
    queue_arn                  = "arn:aws:sqs:us-east-1:111122223333:media-test-upload-events"
    queue_url                  = "https://sqs.us-east-1.amazonaws.com/111122223333/media-test-upload-events"
    visibility_timeout_seconds = 179
  }
}
