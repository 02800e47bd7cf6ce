# What an owner of other infrastructure brings along.
api                  = {}
alarm_topic_arn      = "arn:aws:sns:us-east-1:111122223333:on-call"
concurrent_jobs      = 20
quality_tuning_level = "SINGLE_PASS_HQ"
processing           = { transcoding_profiles_by_key_prefix = { "uploads/podcasts/" = "audio" } }
data_key_alias       = "alias/media-dev-own"
messages_key_arn     = "arn:aws:kms:us-east-1:111122223333:key/messages"
package              = { s3_bucket = "releases", s3_key = "media/0.2.0/lambda.zip", s3_object_version = "v1" }

# The API takes the tokens of this pool.
identity = { browser_client = { callback_urls = ["https://studio.example.com/signed-in"] } }

data_key_policy_statements = [
  {
    principals = { Service = ["cloudfront.amazonaws.com"] }
    actions    = ["kms:Decrypt"]
    conditions = [
      { test = "StringEquals", variable = "aws:SourceArn", values = ["arn:aws:cloudfront::111122223333:distribution/E2EXAMPLE"] },
    ]
  },
]
