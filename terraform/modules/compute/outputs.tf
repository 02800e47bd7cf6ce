output "asset_reconciler_dlq_name" {
  description = "Name of the queue for runs of the asset-reconciler that failed."
  value       = aws_sqs_queue.asset_reconciler_dlq.name
}

output "asset_reconciler_dlq_url" {
  description = "URL of the queue for runs of the asset-reconciler that failed."
  value       = aws_sqs_queue.asset_reconciler_dlq.url
}

output "function_arns" {
  description = "ARNs of the functions, by role (ingest-orchestrator, job-status-processor, asset-event-publisher, asset-reconciler)."
  value       = { for role, function in aws_lambda_function.this : role => function.arn }
}

output "function_names" {
  description = "Names of the functions, by role."
  value       = local.function_names
}

output "log_group_arns" {
  description = "ARNs of the functions' log groups."
  value       = values(local.log_group_arns)
}

output "log_group_names" {
  description = "Names of the functions' log groups, by role."
  value       = { for role, group in aws_cloudwatch_log_group.this : role => group.name }
}

output "publisher_role_arn" {
  description = "ARN of the role of the asset-event-publisher."
  value       = "arn:${local.partition}:iam::${var.account_id}:role/${local.function_names["asset-event-publisher"]}"
}
