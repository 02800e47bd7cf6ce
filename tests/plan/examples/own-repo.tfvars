account_id            = "111122223333"
alarm_topic_arn       = "arn:aws:sns:eu-west-1:111122223333:on-call"
bucket_names          = { access_logs = "acme-video-logs", outputs = "acme-video-outputs", uploads = "acme-video-uploads" }
data_key_arn          = "arn:aws:kms:eu-west-1:111122223333:key/data"
mediaconvert_role_arn = "arn:aws:iam::111122223333:role/own-mediaconvert"
messages_key_arn      = "arn:aws:kms:eu-west-1:111122223333:key/messages"
package               = { s3_bucket = "releases", s3_key = "media-pipeline/0.2.0/lambda.zip", s3_object_version = "v1" }
region                = "eu-west-1"
