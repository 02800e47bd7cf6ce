output "dlq_arn" {
  description = "ARN of the dead-letter queue."
  value       = local.dlq_arn
  depends_on  = [aws_sqs_queue.dead_letter]
}

output "dlq_name" {
  description = "Name of the dead-letter queue."
  value       = aws_sqs_queue.dead_letter.name
}

output "dlq_url" {
  description = "URL of the dead-letter queue."
  value       = aws_sqs_queue.dead_letter.url
}

output "event_bus_name" {
  description = "Name of the event bus that the rule listens to; null for the default bus, and without a rule."
  value       = var.event_pattern == null ? null : var.event_bus_name
}

output "max_receive_count" {
  description = "How often a message is received before it becomes a dead letter."
  value       = var.max_receive_count
}

output "queue_arn" {
  description = "ARN of the queue."
  value       = local.queue_arn
  depends_on  = [aws_sqs_queue.this]
}

output "queue_name" {
  description = "Name of the queue."
  value       = aws_sqs_queue.this.name
}

output "queue_url" {
  description = "URL of the queue."
  value       = aws_sqs_queue.this.url
}

output "rule_arn" {
  description = "ARN of the rule that feeds the queue; null without one."
  value       = var.event_pattern == null ? null : local.rule_arn
  depends_on  = [aws_cloudwatch_event_rule.this]
}

output "rule_name" {
  description = "Name of the rule that feeds the queue; null without one."
  value       = one(aws_cloudwatch_event_rule.this[*].name)
}

output "visibility_timeout_seconds" {
  description = "Visibility timeout of the queue, in seconds."
  value       = var.visibility_timeout_seconds
}
