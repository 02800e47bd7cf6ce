output "asset_reconciler_dlq_name" {
  description = "Name of the queue for runs of the asset-reconciler that failed."
  value       = aws_sqs_queue.asset_reconciler_dlq.name
}

output "asset_reconciler_dlq_url" {
  description = "URL of the queue for runs of the asset-reconciler that failed."
  value       = aws_sqs_queue.asset_reconciler_dlq.url
}

output "function_arns" {
  description = "ARNs of the functions, by name (ingest-orchestrator, job-status-processor, asset-event-publisher, asset-reconciler, outputs-remover, asset-eraser)."
  value       = { for name, function in local.functions : name => function.function_arn }
}

output "function_names" {
  description = "Full names of the functions, with the prefix, by name."
  value       = { for name, function in local.functions : name => function.function_name }
}

# Not through `local.functions`: whole functions need the data key, whose policy
# names these log groups.
output "log_group_arns" {
  description = "ARNs of the functions' log groups."
  value = [
    module.ingest_orchestrator.log_group_arn,
    module.job_status_processor.log_group_arn,
    module.asset_event_publisher.log_group_arn,
    module.asset_reconciler.log_group_arn,
    module.outputs_remover.log_group_arn,
    module.asset_eraser.log_group_arn,
  ]
}

output "log_group_names" {
  description = "Names of the functions' log groups, by name of the function."
  value       = { for name, function in local.functions : name => function.log_group_name }
}

output "pipeline_version" {
  description = "Version of these modules and of the functions' code that belongs to them."
  value       = trimspace(file("${path.module}/../../VERSION"))
}

output "processing" {
  description = "How uploads are processed, with every default filled in, and the names of the profiles."
  value       = merge(var.processing, { profile_names = var.mediaconvert.profile_names })
}

output "publisher_role_arns" {
  description = "ARNs of the roles that put announcements on the bus: of the asset-event-publisher and, where there is an API, of the asset-reconciler."
  value       = concat([module.asset_event_publisher.role_arn], var.tables.upload_sessions == null ? [] : [module.asset_reconciler.role_arn])
}
