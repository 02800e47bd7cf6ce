locals {
  failed_assets_queue_name = "${var.name_prefix}-failed-assets"
  failed_assets_queue_arn  = "arn:${local.partition}:sqs:${local.scope}:${local.failed_assets_queue_name}"
  dlq_name                 = "${var.name_prefix}-announcements-dlq"
  dlq_arn                  = "arn:${local.partition}:sqs:${local.scope}:${local.dlq_name}"

  # Whose events EventBridge may send to each queue: rules, and the bus itself.
  queue_senders = {
    (local.failed_assets_queue_arn) = [local.rule_arns["asset-failed"]]
    (local.dlq_arn)                 = concat([local.bus_arn], values(local.rule_arns))
  }
}

# Assets that ended FAILED, for people to look at. It raises no alarm.
resource "aws_sqs_queue" "failed_assets" {
  name                      = local.failed_assets_queue_name
  kms_master_key_id         = var.messages_key_arn
  message_retention_seconds = 14 * 24 * 3600
  policy                    = data.aws_iam_policy_document.queue[local.failed_assets_queue_arn].json
}

# Announcements that could not be published or delivered. It raises an alarm.
resource "aws_sqs_queue" "dead_letter" {
  name                      = local.dlq_name
  kms_master_key_id         = var.messages_key_arn
  message_retention_seconds = 14 * 24 * 3600
  policy                    = data.aws_iam_policy_document.queue[local.dlq_arn].json
}

resource "aws_cloudwatch_event_target" "failed_assets" {
  rule           = aws_cloudwatch_event_rule.this["asset-failed"].name
  event_bus_name = aws_cloudwatch_event_bus.this.name
  arn            = local.failed_assets_queue_arn

  retry_policy {
    maximum_event_age_in_seconds = 24 * 3600
    maximum_retry_attempts       = 185
  }
  dead_letter_config {
    arn = local.dlq_arn
  }

  depends_on = [aws_sqs_queue.failed_assets, aws_sqs_queue.dead_letter]
}

data "aws_iam_policy_document" "queue" {
  for_each = local.queue_senders

  statement {
    sid       = "AnnouncementsOfThePipeline"
    actions   = ["sqs:SendMessage"]
    resources = [each.key]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }
    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = each.value
    }
  }

  statement {
    sid       = "RefusePlainHttp"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [each.key]

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
