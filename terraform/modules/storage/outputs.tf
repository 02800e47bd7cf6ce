output "access_logs_bucket_name" {
  description = "Name of the bucket that holds the access logs of the other two."
  value       = aws_s3_bucket.access_logs.id
}

output "outputs_bucket_arn" {
  description = "ARN of the outputs bucket."
  value       = local.bucket_arns.outputs
}

output "outputs_bucket_name" {
  description = "Name of the outputs bucket."
  value       = local.bucket_names.outputs
}

output "outputs_bucket_regional_domain_name" {
  description = "Host name that a CDN reads outputs from."
  value       = "${local.bucket_names.outputs}.s3.${data.aws_region.current.id}.${data.aws_partition.current.dns_suffix}"
}

output "upload_event_pattern" {
  description = "EventBridge pattern (JSON) of a new object under the uploads prefix. It matches every file type: the handler checks the type, so that a rejected upload gets a record too."
  value = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    detail = {
      bucket = { name = [local.bucket_names.uploads] }
      object = { key = [{ prefix = local.uploads_prefix }] }
    }
  })
}

output "uploads_bucket_arn" {
  description = "ARN of the uploads bucket."
  value       = local.bucket_arns.uploads
}

output "uploads_bucket_name" {
  description = "Name of the uploads bucket."
  value       = local.bucket_names.uploads
}

output "uploads_prefix" {
  description = "Key prefix under which an object is an upload: `uploads/{uploaderId}/…/{file}`."
  value       = local.uploads_prefix
}
