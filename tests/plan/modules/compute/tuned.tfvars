account_id       = "111122223333"
data_key_arn     = "arn:aws:kms:us-east-1:111122223333:key/data"
messages_key_arn = "arn:aws:kms:us-east-1:111122223333:key/messages"
name_prefix      = "media-test"
package          = { path = "../../../build/lambda.zip" }

job_events = {
  dlq_arn                    = "arn:aws:sqs:us-east-1:111122223333:media-test-job-events-dlq"
  dlq_url                    = "https://sqs.us-east-1.amazonaws.com/111122223333/media-test-job-events-dlq"
  max_receive_count          = 6
  queue_arn                  = "arn:aws:sqs:us-east-1:111122223333:media-test-job-events"
  queue_url                  = "https://sqs.us-east-1.amazonaws.com/111122223333/media-test-job-events"
  visibility_timeout_seconds = 180
}
mediaconvert = {
  profile_names = ["default", "mobile"]
  profiles_path = "/media-test/profiles"
  queue_arn     = "arn:aws:mediaconvert:us-east-1:111122223333:queues/media-test-transcode"
  role_arn      = "arn:aws:iam::111122223333:role/media-test-mediaconvert"
}
notifications = {
  bus_arn  = "arn:aws:events:us-east-1:111122223333:event-bus/media-test-pipeline"
  bus_name = "media-test-pipeline"
  dlq_arn  = "arn:aws:sqs:us-east-1:111122223333:media-test-announcements-dlq"
}
request_queues = {
  removals = {
    dlq_arn                    = "arn:aws:sqs:us-east-1:111122223333:media-test-removals-dlq"
    dlq_url                    = "https://sqs.us-east-1.amazonaws.com/111122223333/media-test-removals-dlq"
    queue_arn                  = "arn:aws:sqs:us-east-1:111122223333:media-test-removals"
    queue_url                  = "https://sqs.us-east-1.amazonaws.com/111122223333/media-test-removals"
    visibility_timeout_seconds = 180
  }
  erasures = {
    dlq_arn                    = "arn:aws:sqs:us-east-1:111122223333:media-test-erasures-dlq"
    dlq_url                    = "https://sqs.us-east-1.amazonaws.com/111122223333/media-test-erasures-dlq"
    queue_arn                  = "arn:aws:sqs:us-east-1:111122223333:media-test-erasures"
    queue_url                  = "https://sqs.us-east-1.amazonaws.com/111122223333/media-test-erasures"
    visibility_timeout_seconds = 180
  }
  upload_events = {
    dlq_arn                    = "arn:aws:sqs:us-east-1:111122223333:media-test-upload-events-dlq"
    dlq_url                    = "https://sqs.us-east-1.amazonaws.com/111122223333/media-test-upload-events-dlq"
    queue_arn                  = "arn:aws:sqs:us-east-1:111122223333:media-test-upload-events"
    queue_url                  = "https://sqs.us-east-1.amazonaws.com/111122223333/media-test-upload-events"
    visibility_timeout_seconds = 180
  }
}
storage = {
  outputs_bucket_arn  = "arn:aws:s3:::media-test-outputs-111122223333"
  outputs_bucket_name = "media-test-outputs-111122223333"
  uploads_bucket_arn  = "arn:aws:s3:::media-test-uploads-111122223333"
  uploads_bucket_name = "media-test-uploads-111122223333"
  uploads_prefix      = "uploads/"
}
tables = {
  assets = {
    stream_arn = "arn:aws:dynamodb:us-east-1:111122223333:table/media-test-media-assets/stream/2026-01-01T00:00:00.000"
    table_arn  = "arn:aws:dynamodb:us-east-1:111122223333:table/media-test-media-assets"
    table_name = "media-test-media-assets"
  }
  upload_sessions = {
    arn  = "arn:aws:dynamodb:us-east-1:111122223333:table/media-test-upload-sessions"
    name = "media-test-upload-sessions"
  }
}
logs                 = { level = "DEBUG", retention_days = 14 }
reserved_concurrency = { asset-reconciler = 1 }

processing = {
  create_jobs_burst              = 400
  create_jobs_per_second         = 10
  processing_concurrency         = 50
  retention_days                 = 3650
  status_update_interval_seconds = 10
  superseded_outputs_days        = 30
  transcoding_profile            = "mobile"

  transcoding_profiles_by_key_prefix = { "uploads/podcasts/" = "default" }
}
