account_id                 = "111122223333"
event_pattern              = "{\"source\":[\"aws.mediaconvert\"]}"
max_receive_count          = 5
messages_key_arn           = "arn:aws:kms:us-east-1:111122223333:key/messages"
name_prefix                = "media-test"
purpose                    = "job-events"
visibility_timeout_seconds = 5400
