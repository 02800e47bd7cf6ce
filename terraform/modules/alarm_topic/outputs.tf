output "alarm_topic_arn" {
  description = "ARN of the topic that alarms notify. Whoever reads it waits for the topic."
  value       = local.topic_arn
  depends_on  = [aws_sns_topic.this]
}
