output "bus_arn" {
  description = "ARN of the pipeline's event bus."
  value       = local.bus_arn
  depends_on  = [aws_cloudwatch_event_bus.this]
}

output "bus_name" {
  description = "Name of the pipeline's event bus."
  value       = aws_cloudwatch_event_bus.this.name
}

output "dlq_arn" {
  description = "ARN of the queue for announcements that could not be published or delivered."
  value       = local.dlq_arn
  depends_on  = [aws_sqs_queue.dead_letter]
}

output "dlq_name" {
  description = "Name of the queue for announcements that could not be published or delivered."
  value       = aws_sqs_queue.dead_letter.name
}

output "dlq_url" {
  description = "URL of the queue for announcements that could not be published or delivered."
  value       = aws_sqs_queue.dead_letter.url
}

output "failed_assets_queue_url" {
  description = "URL of the queue that holds every finally failed asset for 14 days."
  value       = aws_sqs_queue.failed_assets.url
}

output "rule_arns" {
  description = "ARNs of the rules on the bus, by role (asset-completed, asset-failed)."
  value       = local.rule_arns
  depends_on  = [aws_cloudwatch_event_rule.this]
}

output "rule_names" {
  description = "Names of the rules on the bus, by role (asset-completed, asset-failed)."
  value       = { for role, rule in aws_cloudwatch_event_rule.this : role => rule.name }
}

output "topic_arns" {
  description = "ARNs of the topics, by role (asset-completed, asset-failed)."
  value       = local.topic_arns
  depends_on  = [aws_sns_topic.this]
}
