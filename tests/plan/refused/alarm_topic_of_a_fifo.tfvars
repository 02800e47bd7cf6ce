# says: alarm_topic_arn must be the ARN of a standard topic, such as arn:aws:sns:us-east-1:111122223333:on-call, or null.
alarm_topic_arn = "arn:aws:sns:us-east-1:111122223333:on-call.fifo"
