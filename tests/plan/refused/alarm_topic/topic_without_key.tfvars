# says: messages_key_arn must be the ARN of a key in the region of the alarms
# alone: a rule of two values, met after each by itself.
messages_key_arn = null
