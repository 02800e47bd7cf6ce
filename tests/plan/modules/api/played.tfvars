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
tokens = { audiences = ["studio"], issuer = "https://login.example.com/" }
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

endpoint = { allow_credentials = true, allowed_origins = ["https://studio.example.com"] }
cdn = {
  cookie_domain     = "example.com"
  cookie_same_site  = "None"
  domain_name       = "media.example.com"
  grant_key_arns    = { K2JCJMDEHXQW5F = "arn:aws:kms:us-east-1:111122223333:key/signing" }
  grant_key_pair_id = "K2JCJMDEHXQW5F"
  public_posters    = true
  signing_key_arns  = ["arn:aws:kms:us-east-1:111122223333:key/signing"]
}
