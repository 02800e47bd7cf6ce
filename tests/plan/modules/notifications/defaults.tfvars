account_id       = "111122223333"
messages_key_arn = "arn:aws:kms:us-east-1:111122223333:key/messages"
name_prefix      = "media-test"

publisher_role_arns = ["arn:aws:iam::111122223333:role/media-test-asset-event-publisher"]
