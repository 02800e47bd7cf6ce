data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.id
  scope     = "${local.region}:${var.account_id}"
  bus_name  = "${var.name_prefix}-pipeline"
  bus_arn   = "arn:${local.partition}:events:${local.scope}:event-bus/${local.bus_name}"

  # What the asset-event-publisher announces. Each has a rule and a topic of this name.
  announcements = {
    asset-completed = "Asset Completed"
    asset-failed    = "Asset Failed"
  }
  rule_arns = {
    for name in keys(local.announcements) :
    name => "arn:${local.partition}:events:${local.scope}:rule/${local.bus_name}/${var.name_prefix}-${name}"
  }
  topic_arns = {
    for name in keys(local.announcements) :
    name => "arn:${local.partition}:sns:${local.scope}:${var.name_prefix}-${name}"
  }
}

resource "aws_cloudwatch_event_bus" "this" {
  name               = local.bus_name
  description        = "What the pipeline announces: assets completed and failed"
  kms_key_identifier = var.messages_key_arn

  # Events that the bus accepted and then could not encrypt or decrypt with its key.
  dead_letter_config {
    arn = local.dlq_arn
  }

  depends_on = [aws_sqs_queue.dead_letter]
}

resource "aws_cloudwatch_event_rule" "this" {
  for_each = local.announcements

  name           = "${var.name_prefix}-${each.key}"
  description    = "${each.value}, to its topic"
  event_bus_name = aws_cloudwatch_event_bus.this.name
  event_pattern  = jsonencode({ source = ["media-pipeline"], detail-type = [each.value] })
}

resource "aws_sns_topic" "this" {
  for_each = local.announcements

  name              = "${var.name_prefix}-${each.key}"
  kms_master_key_id = var.messages_key_arn
  policy            = data.aws_iam_policy_document.topic[each.key].json
}

resource "aws_cloudwatch_event_target" "topic" {
  for_each = local.announcements

  rule           = aws_cloudwatch_event_rule.this[each.key].name
  event_bus_name = aws_cloudwatch_event_bus.this.name
  arn            = local.topic_arns[each.key]

  retry_policy {
    maximum_event_age_in_seconds = 24 * 3600
    maximum_retry_attempts       = 185
  }
  dead_letter_config {
    arn = local.dlq_arn
  }

  depends_on = [aws_sns_topic.this, aws_sqs_queue.dead_letter]
}

data "aws_iam_policy_document" "topic" {
  for_each = local.announcements

  statement {
    sid       = "AnnouncementsOfTheRule"
    actions   = ["sns:Publish"]
    resources = [local.topic_arns[each.key]]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }
    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [local.rule_arns[each.key]]
    }
  }

  statement {
    sid       = "RefusePlainHttp"
    effect    = "Deny"
    actions   = ["sns:Publish"]
    resources = [local.topic_arns[each.key]]

    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}
