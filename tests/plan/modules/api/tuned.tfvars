account_id       = "111122223333"
data_key_arn     = "arn:aws:kms:us-east-1:111122223333:key/data"
messages_key_arn = "arn:aws:kms:us-east-1:111122223333:key/messages"
name_prefix      = "media-test"
package          = { path = "../../../build/lambda.zip" }

asset_table = {
  table_arn  = "arn:aws:dynamodb:us-east-1:111122223333:table/media-test-media-assets"
  table_name = "media-test-media-assets"
}
processing = {
  max_source_size_bytes          = 53687091200
  profile_names                  = ["default", "mobile"]
  status_update_interval_seconds = 60
  superseded_outputs_days        = 7
}
storage = {
  outputs_bucket_arn  = "arn:aws:s3:::media-test-outputs-111122223333"
  outputs_bucket_name = "media-test-outputs-111122223333"
  uploads_bucket_arn  = "arn:aws:s3:::media-test-uploads-111122223333"
  uploads_bucket_name = "media-test-uploads-111122223333"
  uploads_prefix      = "uploads/"
}
tokens = {
  audiences     = ["browser", "server"]
  issuer        = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE"
  scope_prefix  = "media/"
  subject_claim = "username"
}
request_queues = {
  erasures = {
    queue_arn = "arn:aws:sqs:us-east-1:111122223333:media-test-erasures"
    queue_url = "https://sqs.us-east-1.amazonaws.com/111122223333/media-test-erasures"
  }
  upload_events = {
    queue_arn = "arn:aws:sqs:us-east-1:111122223333:media-test-upload-events"
    queue_url = "https://sqs.us-east-1.amazonaws.com/111122223333/media-test-upload-events"
  }
}
endpoint = {
  allowed_origins = ["https://studio.example.com", "http://localhost:5173"]
  domain = {
    certificate_arn = "arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d"
    name            = "api.example.com"
  }
}
limits = {
  burst                = 20
  estimate_usd_per_day = 2.5
  requests_per_second  = 10
  reprocesses_per_day  = 1
  routes               = { "POST /v1/uploads" = { burst = 2, requests_per_second = 0.5 } }
  upload_bytes_per_day = 1000000000
  uploads_per_day      = 3
}
logs         = { level = "DEBUG", retention_days = 14 }
protect_data = false
