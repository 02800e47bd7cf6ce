data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  partition  = data.aws_partition.current.partition
  region     = data.aws_region.current.id
  topic_name = "${var.name_prefix}-alarms"
  topic_arn  = var.alarm_topic_arn == null ? "arn:${local.partition}:sns:${local.region}:${var.account_id}:${local.topic_name}" : var.alarm_topic_arn

  # A prefix holds no slash, so the alarms of media-dev are not those of media.
  alarm_arns = "arn:${local.partition}:cloudwatch:${local.region}:${var.account_id}:alarm:${var.name_prefix}/*"
}

resource "aws_sns_topic" "this" {
  count = var.alarm_topic_arn == null ? 1 : 0

  name              = local.topic_name
  kms_master_key_id = var.messages_key_arn
  policy            = data.aws_iam_policy_document.this.json
}

resource "aws_sns_topic_subscription" "email" {
  count = var.alarm_email == null ? 0 : 1

  topic_arn = aws_sns_topic.this[0].arn
  protocol  = "email"
  endpoint  = var.alarm_email
}

data "aws_iam_policy_document" "this" {
  statement {
    sid       = "AlarmsOfThePipeline"
    actions   = ["sns:Publish"]
    resources = [local.topic_arn]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }
    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = [local.alarm_arns]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }
  }

  statement {
    sid       = "RefusePlainHttp"
    effect    = "Deny"
    actions   = ["sns:Publish"]
    resources = [local.topic_arn]

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
