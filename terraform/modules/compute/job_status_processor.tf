locals {
  job_status_processor = {
    description = "Job events in, guarded transitions of the asset record out"
    policy      = data.aws_iam_policy_document.job_status_processor.json
    environment = {
      ASSET_TABLE_NAME        = var.asset_table.table_name
      JOB_EVENTS_DLQ_URL      = var.job_events.dlq_url
      JOB_EVENTS_QUEUE_URL    = var.job_events.queue_url
      MAX_ATTEMPTS            = var.settings.max_attempts
      OUTPUTS_BUCKET_NAME     = var.storage.outputs_bucket_name
      TRANSCODE_QUEUE_ARN     = var.mediaconvert.queue_arn
      UPLOAD_EVENTS_QUEUE_URL = var.upload_events.queue_url
    }
  }
}

data "aws_iam_policy_document" "job_status_processor" {
  source_policy_documents = [
    data.aws_iam_policy_document.queue_reader["job_events"].json,
    data.aws_iam_policy_document.attempts.json,
  ]

  statement {
    sid       = "MoveAssets"
    actions   = ["dynamodb:GetItem", "dynamodb:PutItem"]
    resources = [var.asset_table.table_arn]
  }
}

resource "aws_lambda_event_source_mapping" "job_events" {
  function_name           = aws_lambda_function.this["job-status-processor"].arn
  event_source_arn        = var.job_events.queue_arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = local.job_events_concurrency
  }
  lifecycle {
    precondition {
      condition     = var.job_events.visibility_timeout_seconds >= 6 * local.timeout_seconds
      error_message = "The job_events queue needs a visibility timeout of at least 6 times the function's ${local.timeout_seconds} s."
    }
  }
}
