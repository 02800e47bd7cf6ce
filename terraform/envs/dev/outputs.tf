output "alarm_topic_arn" {
  description = "ARN of the topic that all alarms notify, but for those of a CDN outside of us-east-1."
  value       = module.observability.alarm_topic_arn
}

output "api_domain_target" {
  description = "What the DNS record of the API's domain points to: a host name and the id of its zone. null: there is none."
  value       = one(module.api[*].domain_target)
}

output "api_endpoint" {
  description = "URL below which the API's routes are. null: there is no API."
  value       = one(module.api[*].endpoint)
}

output "asset_table_name" {
  description = "Name of the asset table."
  value       = module.asset_table.table_name
}

output "cdn_alarm_topic_arn" {
  description = "ARN of the topic that the alarms of the CDN notify, in us-east-1. null: there is none."
  value       = one(module.edge[*].alarm_topic_arn)
}

output "cdn_distribution_id" {
  description = "Id of the CDN's distribution. null: there is none."
  value       = one(module.cdn[*].distribution_id)
}

output "cdn_domain_name" {
  description = "Host name that viewers play from. null: there is none."
  value       = one(module.cdn[*].domain_name)
}

output "cdn_domain_target" {
  description = "What the DNS records of the CDN's own host names point to. null: there is no CDN."
  value       = one(module.cdn[*].distribution_domain_name)
}

output "cdn_grant_key" {
  description = "What grants are signed with: ARN of the KMS key (`arn`), and CloudFront's id of its public key (`key_pair_id`). null: there is no CDN, or it has no public key yet."
  value       = one(module.cdn[*].grant_key)
}

output "cdn_signing_key_aliases" {
  description = "Aliases of the keys that sign grants, by name. null: there is no CDN."
  value       = one(module.cdn[*].signing_key_aliases)
}

output "cdn_site" {
  description = "The site below the CDN's /site: its URL, and the bucket of its files. null: there is none."
  value       = one(module.cdn[*].site)
}

output "dashboard_url" {
  description = "URL of the dashboard in the console."
  value       = module.observability.dashboard_url
}

output "data_key_arn" {
  description = "ARN of the key that encrypts buckets, table and logs."
  value       = module.data_key.key_arn
}

output "event_bus_arn" {
  description = "ARN of the bus on which completed and failed assets are announced."
  value       = module.notifications.bus_arn
}

output "function_arns" {
  description = "ARNs of the functions, by name."
  value       = merge(module.compute.function_arns, one(module.api[*].function_arns), one(module.webhooks[*].function_arns))
}

output "identity" {
  description = "The user pool: its id, the ids of its clients, what tokens hold as issuer and before each scope, and where to sign in. null: there is none."
  value = var.identity == null ? null : {
    browser_client_id = one(module.identity[*].browser_client_id)
    issuer            = one(module.identity[*].issuer)
    scope_prefix      = one(module.identity[*].scope_prefix)
    server_client_id  = one(module.identity[*].server_client_id)
    sign_in_url       = one(module.identity[*].sign_in_url)
    user_pool_id      = one(module.identity[*].user_pool_id)
  }
}

output "log_group_names" {
  description = "Names of the functions' log groups, by name of the function, and of the API's access log (`api-access`)."
  value       = merge(module.compute.log_group_names, one(module.api[*].log_group_names), one(module.webhooks[*].log_group_names))
}

output "mediaconvert_queue_arn" {
  description = "ARN of the MediaConvert queue."
  value       = module.mediaconvert.queue_arn
}

output "mediaconvert_role_arn" {
  description = "ARN of the role that jobs run under."
  value       = module.mediaconvert.role_arn
}

output "messages_key_arn" {
  description = "ARN of the key that encrypts queues, topics and the event bus."
  value       = module.messages_key.key_arn
}

output "outputs_bucket_name" {
  description = "Name of the outputs bucket."
  value       = module.storage.outputs_bucket_name
}

output "pipeline_version" {
  description = "Version of the pipeline that was applied."
  value       = module.compute.pipeline_version
}

output "profile_names" {
  description = "Names of the transcoding profiles."
  value       = module.mediaconvert.profile_names
}

output "queue_urls" {
  description = "URLs of all queues and dead-letter queues, by purpose."
  value = merge({
    upload-events        = module.upload_events.queue_url
    upload-events-dlq    = module.upload_events.dlq_url
    job-events           = module.job_events.queue_url
    job-events-dlq       = module.job_events.dlq_url
    announcements-dlq    = module.notifications.dlq_url
    asset-reconciler-dlq = module.compute.asset_reconciler_dlq_url
    removals             = module.removals.queue_url
    removals-dlq         = module.removals.dlq_url
    erasures             = module.erasures.queue_url
    erasures-dlq         = module.erasures.dlq_url
    failed-assets        = module.notifications.failed_assets_queue_url
  }, one(module.webhooks[*].queue_urls))
}

output "rule_arns" {
  description = "ARNs of the EventBridge rules, by name."
  value = merge(module.notifications.rule_arns, {
    upload-events = module.upload_events.rule_arn
    job-events    = module.job_events.rule_arn
  }, one(module.webhooks[*].rule_arns))
}

output "topic_arns" {
  description = "ARNs of the topics of completed and failed assets, by name."
  value       = module.notifications.topic_arns
}

output "upload_sessions_table_name" {
  description = "Name of the table of upload sessions. null: there is no API."
  value       = try(one(module.api[*].upload_sessions_table).name, null)
}

output "uploads_bucket_name" {
  description = "Name of the uploads bucket: put videos under uploads/{uploaderId}/."
  value       = module.storage.uploads_bucket_name
}
