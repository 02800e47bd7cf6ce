output "alarm_topic_arn" {
  description = "ARN of the topic that these alarms notify."
  value       = module.alarm_topic.alarm_topic_arn
}

output "metrics" {
  description = "Where the CDN's metrics are, for the module observability: the distribution, the region, and the web ACL (null: there is none)."
  value = {
    distribution_id = var.distribution_id
    region          = data.aws_region.current.id
    web_acl_name    = one(aws_wafv2_web_acl.this[*].name)
  }
}

output "web_acl_arns" {
  description = "ARN of the web ACL, in a list of at most one: for the module cdn."
  value       = aws_wafv2_web_acl.this[*].arn
}
