locals {
  job_status_processor = "job-status-processor"
}

module "job_status_processor" {
  source = "../function"

  account_id       = var.account_id
  data_key_arn     = var.data_key_arn
  description      = "Applies job events to asset records"
  handler          = "handlers.job_status_processor.handler"
  logs             = var.logs
  messages_key_arn = var.messages_key_arn
  name             = local.job_status_processor
  name_prefix      = var.name_prefix
  package          = var.package
  statements       = [data.aws_iam_policy_document.job_status_processor.json]

  limits = {
    reserved_concurrency = lookup(var.reserved_concurrency, local.job_status_processor, null)
    timeout_seconds      = local.timeout_seconds
  }
  environment = {
    ASSET_TABLE_NAME        = var.tables.assets.table_name
    JOB_EVENTS_DLQ_URL      = var.job_events.dlq_url
    JOB_EVENTS_QUEUE_URL    = var.job_events.queue_url
    MAX_ATTEMPTS            = var.processing.max_attempts
    MAX_RECEIVE_COUNT       = var.job_events.max_receive_count
    OUTPUTS_BUCKET_NAME     = var.storage.outputs_bucket_name
    SUPERSEDED_OUTPUTS_DAYS = var.processing.superseded_outputs_days
    TRANSCODE_QUEUE_ARN     = var.mediaconvert.queue_arn
    UPLOAD_EVENTS_QUEUE_URL = var.request_queues.upload_events.queue_url
  }

  permissions_boundary_arn = var.permissions_boundary_arn
}

data "aws_iam_policy_document" "job_status_processor" {
  source_policy_documents = [
    data.aws_iam_policy_document.queue_reader["job_events"].json,
    data.aws_iam_policy_document.attempts.json,
    data.aws_iam_policy_document.finishing.json,
  ]

  statement {
    sid       = "MoveAssets"
    actions   = ["dynamodb:GetItem", "dynamodb:PutItem"]
    resources = [var.tables.assets.table_arn]
  }
}

resource "aws_lambda_event_source_mapping" "job_events" {
  function_name           = module.job_status_processor.function_arn
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
