# says: messages_key_arn must be the ARN of a key in us-east-1
# alone: a rule of two variables, met after each by itself.
messages_key_arn = null
