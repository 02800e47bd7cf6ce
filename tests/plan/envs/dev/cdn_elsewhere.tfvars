# The CDN of a pipeline in another region: what watches it is in us-east-1, with a key of its own.
region           = "eu-central-1"
data_key_arn     = "arn:aws:kms:eu-central-1:111122223333:key/data"
messages_key_arn = "arn:aws:kms:eu-central-1:111122223333:key/messages"
alarm_email      = "media-ops@example.com"
alarm_thresholds = { cdn_refused_percent = 30 }
cdn              = { rate_limit = { requests = 500 } }
