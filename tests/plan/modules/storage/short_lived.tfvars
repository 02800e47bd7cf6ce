# S3 takes no expiration that comes with a transition or before it.
account_id   = "111122223333"
data_key_arn = "arn:aws:kms:us-east-1:111122223333:key/data"
name_prefix  = "media-test"

uploads_lifecycle = {
  expiration_days = 30
  transitions     = { INTELLIGENT_TIERING = 0, GLACIER_IR = 30 }
}
