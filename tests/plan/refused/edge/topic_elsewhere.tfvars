# says: alarm_topic_arn must be the ARN of a standard topic in us-east-1
alarm_topic_arn = "arn:aws:sns:eu-central-1:111122223333:on-call"
