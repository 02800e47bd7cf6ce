locals {
  asset_reconciler = {
    description = "Assets that stopped moving, helped on"
    policy      = data.aws_iam_policy_document.asset_reconciler.json
    environment = {
      ASSET_TABLE_NAME             = var.asset_table.table_name
      MAX_ATTEMPTS                 = var.settings.max_attempts
      OUTPUTS_BUCKET_NAME          = var.storage.outputs_bucket_name
      PENDING_THRESHOLD_SECONDS    = var.settings.pending_threshold_seconds
      PROCESSING_THRESHOLD_SECONDS = var.settings.processing_threshold_seconds
      STALLED_AFTER_SECONDS        = var.settings.stalled_after_seconds
      TRANSCODE_QUEUE_ARN          = var.mediaconvert.queue_arn
      UPLOAD_EVENTS_QUEUE_URL      = var.upload_events.queue_url
    }
  }
}

data "aws_iam_policy_document" "asset_reconciler" {
  source_policy_documents = [data.aws_iam_policy_document.attempts.json]

  statement {
    sid       = "FindUnmovedAssets"
    actions   = ["dynamodb:Query"]
    resources = ["${var.asset_table.table_arn}/index/StatusIndex"]
  }
  statement {
    sid       = "MoveAssets"
    actions   = ["dynamodb:GetItem", "dynamodb:PutItem"]
    resources = [var.asset_table.table_arn]
  }
  statement {
    sid       = "AskForJobs"
    actions   = ["mediaconvert:GetJob"]
    resources = [local.job_arns]
  }
  statement {
    sid       = "FindLostJobs"
    actions   = ["mediaconvert:ListJobs"]
    resources = [var.mediaconvert.queue_arn]
  }
  statement {
    sid       = "SetAsideWhatFails"
    actions   = ["sqs:SendMessage"]
    resources = [local.asset_reconciler_dlq_arn]
  }
}

# The next run is five minutes away: trying hard is not worth it.
resource "aws_lambda_function_event_invoke_config" "asset_reconciler" {
  function_name                = aws_lambda_function.this["asset-reconciler"].function_name
  maximum_event_age_in_seconds = 300
  maximum_retry_attempts       = 1

  destination_config {
    on_failure {
      destination = local.asset_reconciler_dlq_arn
    }
  }

  depends_on = [aws_sqs_queue.asset_reconciler_dlq]
}
