locals {
  timeout_seconds = 25
}

data "aws_iam_policy_document" "schedule_trust" {
  statement {
    sid     = "Later"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["scheduler.amazonaws.com"]
    }
    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [local.schedule_group_arn]
    }
  }
}

resource "aws_iam_role" "schedule" {
  description = "Starts the reconciler, later"
}

resource "aws_scheduler_schedule" "asset_reconciler" {
  schedule_expression = "rate(10 minutes)"
}

resource "aws_lambda_function_event_invoke_config" "asset_reconciler" {
  maximum_event_age_in_seconds = 600
}

resource "aws_sqs_queue" "asset_reconciler_dlq" {
  message_retention_seconds = 13 * 24 * 3600
}
