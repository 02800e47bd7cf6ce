output "alarm_topic_arn" {
  description = "ARN of the topic that all alarms notify."
  value       = local.topic_arn
  depends_on  = [aws_sns_topic.alarms]
}

output "dashboard_url" {
  description = "URL of the dashboard in the console."
  value       = local.dashboard_url
}
