data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.id
  name      = "${var.name_prefix}-${var.purpose}"
  dlq_name  = "${local.name}-dlq"

  # From names, so that policies are complete in the plan and inline: separate policy
  # and redrive resources would wait 25 s more for SQS to settle.
  queue_arn = "arn:${local.partition}:sqs:${local.region}:${var.account_id}:${local.name}"
  dlq_arn   = "arn:${local.partition}:sqs:${local.region}:${var.account_id}:${local.dlq_name}"
  rule_path = var.event_bus_name == null ? local.name : "${var.event_bus_name}/${local.name}"
  rule_arn  = "arn:${local.partition}:events:${local.region}:${var.account_id}:rule/${local.rule_path}"
}

resource "aws_sqs_queue" "this" {
  name                       = local.name
  kms_master_key_id          = var.messages_key_arn
  message_retention_seconds  = 4 * 24 * 3600
  policy                     = data.aws_iam_policy_document.this[local.queue_arn].json
  receive_wait_time_seconds  = 20
  visibility_timeout_seconds = var.visibility_timeout_seconds

  redrive_policy = jsonencode({
    deadLetterTargetArn = local.dlq_arn
    maxReceiveCount     = var.max_receive_count
  })

  depends_on = [aws_sqs_queue.dead_letter]
}

resource "aws_sqs_queue" "dead_letter" {
  name              = local.dlq_name
  kms_master_key_id = var.messages_key_arn
  policy            = data.aws_iam_policy_document.this[local.dlq_arn].json

  # A message's age counts from when it was first sent, not from its arrival here.
  message_retention_seconds = 14 * 24 * 3600

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [local.queue_arn]
  })
}

resource "aws_cloudwatch_event_rule" "this" {
  count = var.event_pattern == null ? 0 : 1

  name           = local.name
  description    = "Events that become messages of ${local.name}"
  event_bus_name = var.event_bus_name
  event_pattern  = var.event_pattern
}

resource "aws_cloudwatch_event_target" "this" {
  count = var.event_pattern == null ? 0 : 1

  rule           = aws_cloudwatch_event_rule.this[0].name
  event_bus_name = var.event_bus_name
  arn            = local.queue_arn

  retry_policy {
    maximum_event_age_in_seconds = 24 * 3600
    maximum_retry_attempts       = 185
  }
  dead_letter_config {
    arn = local.dlq_arn
  }

  depends_on = [aws_sqs_queue.this]
}

# Before a queue could do without a rule, every queue had one.

moved {
  from = aws_cloudwatch_event_rule.this
  to   = aws_cloudwatch_event_rule.this[0]
}

moved {
  from = aws_cloudwatch_event_target.this
  to   = aws_cloudwatch_event_target.this[0]
}
