output "stream_arn" {
  description = "ARN of the table's change stream."
  value       = aws_dynamodb_table.this.stream_arn
}

output "table_arn" {
  description = "ARN of the asset table."
  value       = local.table_arn
  depends_on  = [aws_dynamodb_table.this]
}

output "table_name" {
  description = "Name of the asset table."
  value       = aws_dynamodb_table.this.name
}
