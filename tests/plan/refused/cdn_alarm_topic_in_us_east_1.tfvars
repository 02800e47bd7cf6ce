# says: cdn.alarm_topic_arn is for pipelines in other regions
cdn = { alarm_topic_arn = "arn:aws:sns:us-east-1:111122223333:on-call" }
