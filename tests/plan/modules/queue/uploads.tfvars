account_id        = "111122223333"
event_pattern     = "{\"source\":[\"aws.s3\"]}"
max_receive_count = 12
messages_key_arn  = "arn:aws:kms:us-east-1:111122223333:key/messages"
name_prefix       = "media-test"
purpose           = "upload-events"
