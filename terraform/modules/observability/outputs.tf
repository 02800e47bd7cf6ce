output "alarm_topic_arn" {
  description = "ARN of the topic that all alarms notify."
  value       = module.alarm_topic.alarm_topic_arn
}

output "dashboard_url" {
  description = "URL of the dashboard in the console."
  value       = local.dashboard_url
}
