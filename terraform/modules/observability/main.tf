data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  partition  = data.aws_partition.current.partition
  region     = data.aws_region.current.id
  namespace  = "MediaPipeline"
  log_groups = [for name in values(var.function_names) : "/aws/lambda/${name}"]
  dlq_names = merge({ for purpose, queue in var.queues : purpose => queue.dlq_name }, {
    announcements    = var.notifications.dlq_name
    asset-reconciler = var.asset_reconciler_dlq_name
  })
  dashboard_url = "https://${local.console}/cloudwatch/home?region=${local.region}#dashboards/dashboard/${var.name_prefix}"

  # Each partition has a console of its own.
  console = lookup({
    aws-cn     = "${local.region}.console.amazonaws.cn"
    aws-us-gov = "${local.region}.console.amazonaws-us-gov.com"
  }, local.partition, "${local.region}.console.aws.amazon.com")
}

module "alarm_topic" {
  source = "../alarm_topic"

  account_id       = var.account_id
  alarm_email      = var.alarm_email
  alarm_topic_arn  = var.alarm_topic_arn
  messages_key_arn = var.messages_key_arn
  name_prefix      = var.name_prefix
}
