account_id      = "111122223333"
name_prefix     = "media-test"
purpose         = "messages"
services        = ["cloudwatch"]
alarm_topic_arn = "arn:aws:sns:us-east-1:111122223333:on-call"
