# says: alarm_topic_arn must be the ARN of a standard topic in the region of the alarms, such as arn:aws:sns:us-east-1:111122223333:on-call, or null.
# alone: a rule of two values, met after each by itself.
alarm_topic_arn = "arn:aws:sns:us-east-1:111122223333:on-call.fifo"
