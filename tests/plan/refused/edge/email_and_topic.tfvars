# says: alarm_email and alarm_topic_arn exclude each other
# alone: a rule of two variables, met after each by itself.
alarm_email     = "media-ops@example.com"
alarm_topic_arn = "arn:aws:sns:us-east-1:111122223333:on-call"
