locals {
  # The schedule has the name of the function that it runs.
  schedule_name            = "${var.name_prefix}-${local.asset_reconciler}"
  asset_reconciler_dlq     = "${local.schedule_name}-dlq"
  asset_reconciler_dlq_arn = "arn:${local.partition}:sqs:${local.scope}:${local.asset_reconciler_dlq}"
  schedule_group_arn       = "arn:${local.partition}:scheduler:${local.scope}:schedule-group/${local.schedule_name}"
}

resource "aws_scheduler_schedule_group" "asset_reconciler" {
  name = local.schedule_name
}

resource "aws_scheduler_schedule" "asset_reconciler" {
  name                = local.schedule_name
  description         = "Runs ${module.asset_reconciler.function_name}"
  group_name          = aws_scheduler_schedule_group.asset_reconciler.name
  schedule_expression = "rate(5 minutes)"
  kms_key_arn         = var.messages_key_arn

  flexible_time_window {
    mode = "OFF"
  }
  target {
    arn      = module.asset_reconciler.function_arn
    role_arn = aws_iam_role.schedule.arn

    retry_policy {
      maximum_event_age_in_seconds = 300
      maximum_retry_attempts       = 2
    }
    dead_letter_config {
      arn = local.asset_reconciler_dlq_arn
    }
  }

  depends_on = [aws_iam_role_policy.schedule, aws_sqs_queue.asset_reconciler_dlq]
}

# Runs that could not be started, or failed twice. The next run recovers what they
# missed, but somebody should know.
resource "aws_sqs_queue" "asset_reconciler_dlq" {
  name                      = local.asset_reconciler_dlq
  kms_master_key_id         = var.messages_key_arn
  message_retention_seconds = 14 * 24 * 3600
  policy                    = data.aws_iam_policy_document.asset_reconciler_dlq.json
}

# Schedule and function send under their own roles. Nobody else needs access.
data "aws_iam_policy_document" "asset_reconciler_dlq" {
  statement {
    sid       = "RefusePlainHttp"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [local.asset_reconciler_dlq_arn]

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

resource "aws_iam_role" "schedule" {
  name               = "${local.schedule_name}-schedule"
  description        = "Starts ${module.asset_reconciler.function_name}"
  assume_role_policy = data.aws_iam_policy_document.schedule_trust.json

  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "schedule" {
  name   = "schedule"
  role   = aws_iam_role.schedule.name
  policy = data.aws_iam_policy_document.schedule.json
}

# The source that Scheduler sends is the schedule's group, not the schedule.
data "aws_iam_policy_document" "schedule_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["scheduler.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }
    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [local.schedule_group_arn]
    }
  }
}

data "aws_iam_policy_document" "schedule" {
  statement {
    sid       = "StartReconciler"
    actions   = ["lambda:InvokeFunction"]
    resources = [module.asset_reconciler.function_arn]
  }
  statement {
    sid       = "SetAsideWhatFails"
    actions   = ["sqs:SendMessage"]
    resources = [local.asset_reconciler_dlq_arn]
  }
  statement {
    sid       = "UseMessagesKey"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [var.messages_key_arn]
  }
}
