output "key_arn" {
  description = "ARN of the key to encrypt with."
  value       = var.key_arn == null ? aws_kms_key.this[0].arn : var.key_arn
}

output "service_statements" {
  description = "The key policy statements (JSON list) that the services need: add them to the policy of a key of your own."
  value       = jsonencode(local.service_statements)
}
