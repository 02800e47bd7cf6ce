output "data_key_statements" {
  description = "What the policy of the data key needs (JSON list)."
  value       = module.data_key.service_statements
}

output "event_bus_arn" {
  description = "ARN of the bus on which completed and failed assets are announced."
  value       = module.notifications.bus_arn
}

output "messages_key_statements" {
  description = "What the policy of the messages key needs (JSON list)."
  value       = module.messages_key.service_statements
}

output "uploads_bucket_name" {
  description = "Name of the uploads bucket: put videos under uploads/{uploaderId}/."
  value       = module.storage.uploads_bucket_name
}
