account_id   = "111122223333"
data_key_arn = "arn:aws:kms:us-east-1:111122223333:key/data"
name_prefix  = "media-test"
