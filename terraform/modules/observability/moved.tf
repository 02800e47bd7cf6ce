# In 0.1.0 these were resources of this module itself, and there was always a topic.

moved {
  from = aws_sns_topic.alarms
  to   = aws_sns_topic.alarms[0]
}

moved {
  from = aws_sns_topic.alarms[0]
  to   = module.alarm_topic.aws_sns_topic.this[0]
}

moved {
  from = aws_sns_topic_subscription.email
  to   = module.alarm_topic.aws_sns_topic_subscription.email
}
