account_id           = "111122223333"
cors_allowed_origins = ["https://video.example.com"]
data_key_arn         = "arn:aws:kms:us-east-1:111122223333:key/data"
name_prefix          = "media-test"

uploads_lifecycle = {
  expiration_days = 365
  transitions     = { GLACIER_IR = 90, STANDARD_IA = 30, INTELLIGENT_TIERING = 60 }
}
