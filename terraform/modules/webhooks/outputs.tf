output "function_arns" {
  description = "ARNs of the functions, by name (webhook-sender)."
  value       = { (local.webhook_sender) = module.webhook_sender.function_arn }
}

output "function_names" {
  description = "Full names of the functions, with the prefix, by name."
  value       = { (local.webhook_sender) = module.webhook_sender.function_name }
}

output "log_group_arns" {
  description = "ARNs of the functions' log groups. They wait for nothing, so that the data key's policy can name them."
  value       = [module.webhook_sender.log_group_arn]
}

output "log_group_names" {
  description = "Names of the functions' log groups, by name of the function."
  value       = { (local.webhook_sender) = module.webhook_sender.log_group_name }
}

output "queue_urls" {
  description = "URLs of the endpoints' queues and dead-letter queues, by purpose (webhook-…)."
  value = merge(
    { for name, queue in module.queue : local.purposes[name] => queue.queue_url },
    { for name, queue in module.queue : "${local.purposes[name]}-dlq" => queue.dlq_url },
  )
}

output "queues" {
  description = "The endpoints' queues, by purpose (webhook-…): names of queue, dead-letter queue, rule and its bus."
  value = {
    for name, queue in module.queue : local.purposes[name] => {
      dlq_name       = queue.dlq_name
      event_bus_name = queue.event_bus_name
      queue_name     = queue.queue_name
      rule_name      = queue.rule_name
    }
  }
}

output "rule_arns" {
  description = "ARNs of the endpoints' rules, by purpose (webhook-…)."
  value       = { for name, queue in module.queue : local.purposes[name] => queue.rule_arn }
}
