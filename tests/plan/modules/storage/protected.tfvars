account_id           = "111122223333"
cors_allowed_origins = ["https://video.example.com"]
data_key_arn         = "arn:aws:kms:us-east-1:111122223333:key/data"
name_prefix          = "media-test"

uploads_lifecycle = {
  expiration_days = 365
  transitions     = { GLACIER_IR = 90, STANDARD_IA = 30, INTELLIGENT_TIERING = 60 }
}

outputs_policy_statements = [
  {
    actions    = ["s3:GetObject"]
    principals = { Service = ["cloudfront.amazonaws.com"] }
    conditions = [{
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = ["arn:aws:cloudfront::111122223333:distribution/EDFDVBD6EXAMPLE"]
    }]
  },
  {
    effect     = "Deny"
    actions    = ["s3:GetObject"]
    keys       = ["*.mp4", "*.ts"]
    principals = { AWS = ["arn:aws:iam::111122223333:role/preview"] }
  },
]
uploads_cors_allowed_origins = ["https://studio.example.com"]
