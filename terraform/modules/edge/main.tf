data "aws_region" "current" {}

module "alarm_topic" {
  source = "../alarm_topic"

  account_id       = var.account_id
  alarm_email      = var.alarm_email
  alarm_topic_arn  = var.alarm_topic_arn
  messages_key_arn = var.messages_key_arn
  name_prefix      = var.name_prefix
}
