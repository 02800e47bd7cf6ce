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
  description = "URL of the queue that keeps every failed asset for 14 days."
  value       = aws_sqs_queue.failed_assets.url
}

output "rule_arns" {
  description = "ARNs of the rules on the bus, by name (asset-completed, asset-failed)."
  value       = local.rule_arns
  depends_on  = [aws_cloudwatch_event_rule.this]
}

output "rule_names" {
  description = "Full names of the rules on the bus, with the prefix, by name (asset-completed, asset-failed)."
  value       = { for name, rule in aws_cloudwatch_event_rule.this : name => rule.name }
}

output "topic_arns" {
  description = "ARNs of the topics, by name (asset-completed, asset-failed)."
  value       = local.topic_arns
  depends_on  = [aws_sns_topic.this]
}
