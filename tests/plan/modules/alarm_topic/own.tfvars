account_id      = "111122223333"
alarm_topic_arn = "arn:aws:sns:us-east-1:111122223333:on-call"
name_prefix     = "media-test"
