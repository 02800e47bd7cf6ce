account_id  = "111122223333"
name_prefix = "media-test"
purpose     = "messages"
services    = ["events"]
key_arn     = "arn:aws:kms:us-east-1:111122223333:key/own"
