output "function_arns" {
  description = "ARNs of the functions, by role (ingest-orchestrator, job-status-processor, asset-event-publisher)."
  value       = { for role, function in aws_lambda_function.this : role => function.arn }
}

output "function_names" {
  description = "Names of the functions, by role."
  value       = local.function_names
}

output "log_group_names" {
  description = "Names of the functions' log groups, by role."
  value       = { for role, group in aws_cloudwatch_log_group.this : role => group.name }
}
