output "function_arn" {
  description = "ARN of the function."
  value       = local.function_arn
  depends_on  = [aws_lambda_function.this]
}

output "function_name" {
  description = "Name of the function."
  value       = local.function_name
  depends_on  = [aws_lambda_function.this]
}

output "log_group_arn" {
  description = "ARN of the function's log group. It waits for nothing, so that the data key's policy can name it."
  value       = local.log_group_arn
}

output "log_group_name" {
  description = "Name of the function's log group."
  value       = local.log_group_name
  depends_on  = [aws_cloudwatch_log_group.this]
}

output "role_arn" {
  description = "ARN of the function's role."
  value       = local.role_arn
  depends_on  = [aws_iam_role.this]
}
