# says: alarm_email and alarm_topic_arn exclude each other: subscribe the address to your topic where that topic is made.
# alone: a rule of two values, met after each by itself.
alarm_email     = "media-ops@example.com"
alarm_topic_arn = "arn:aws:sns:us-east-1:111122223333:on-call"
