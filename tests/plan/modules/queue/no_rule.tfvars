account_id        = "111122223333"
max_receive_count = 12
messages_key_arn  = "arn:aws:kms:us-east-1:111122223333:key/messages"
name_prefix       = "media-test"
purpose           = "removals"
