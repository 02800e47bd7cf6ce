locals {
  asset_eraser = "asset-eraser"
}

module "asset_eraser" {
  source = "../function"

  account_id       = var.account_id
  data_key_arn     = var.data_key_arn
  description      = "Erases assets"
  handler          = "handlers.asset_eraser.handler"
  logs             = var.logs
  messages_key_arn = var.messages_key_arn
  name             = local.asset_eraser
  name_prefix      = var.name_prefix
  package          = var.package
  statements       = [data.aws_iam_policy_document.asset_eraser.json]

  limits = {
    reserved_concurrency = lookup(var.reserved_concurrency, local.asset_eraser, null)
    timeout_seconds      = local.timeout_seconds
  }
  environment = merge(local.cdn_environment, local.upload_sessions_environment, {
    ASSET_TABLE_NAME        = var.tables.assets.table_name
    ERASURES_DLQ_URL        = var.request_queues.erasures.dlq_url
    ERASURES_QUEUE_URL      = var.request_queues.erasures.queue_url
    OUTPUTS_BUCKET_NAME     = var.storage.outputs_bucket_name
    SUPERSEDED_OUTPUTS_DAYS = var.processing.superseded_outputs_days
    TRANSCODE_QUEUE_ARN     = var.mediaconvert.queue_arn
    UPLOADS_BUCKET_NAME     = var.storage.uploads_bucket_name
    UPLOADS_PREFIX          = var.storage.uploads_prefix
  })

  permissions_boundary_arn = var.permissions_boundary_arn
}

data "aws_iam_policy_document" "asset_eraser" {
  source_policy_documents = [
    data.aws_iam_policy_document.queue_reader["erasures"].json,
    data.aws_iam_policy_document.erasures.json,
    data.aws_iam_policy_document.invalidation.json,
  ]

  statement {
    sid       = "RecordErasures"
    actions   = ["dynamodb:GetItem", "dynamodb:PutItem"]
    resources = [var.tables.assets.table_arn]
  }
  dynamic "statement" {
    for_each = var.tables.upload_sessions == null ? [] : [var.tables.upload_sessions.arn]

    content {
      sid       = "ForgetUploadSessions"
      actions   = ["dynamodb:DeleteItem"]
      resources = [statement.value]
    }
  }
  # A job's ARN does not name its queue.
  statement {
    sid       = "EndJobs"
    actions   = ["mediaconvert:CancelJob", "mediaconvert:GetJob"]
    resources = [local.job_arns]
  }
  statement {
    sid       = "FindOpenJobs"
    actions   = ["mediaconvert:ListJobs"]
    resources = [var.mediaconvert.queue_arn]
  }
  # Uploads lie under the prefix, outputs under `{assetId}/`. Nobody lists a whole bucket.
  statement {
    sid       = "ListVersionsOfUploads"
    actions   = ["s3:ListBucketVersions"]
    resources = [var.storage.uploads_bucket_arn]

    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = ["${var.storage.uploads_prefix}*"]
    }
  }
  statement {
    sid       = "ListVersionsOfOutputs"
    actions   = ["s3:ListBucketVersions"]
    resources = [var.storage.outputs_bucket_arn]

    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = ["*/"]
    }
  }
  # By version alone: what it deletes is gone, and leaves no marker.
  statement {
    sid       = "DeleteVersionsOfUploads"
    actions   = ["s3:DeleteObjectVersion"]
    resources = ["${var.storage.uploads_bucket_arn}/${var.storage.uploads_prefix}*"]
  }
  statement {
    sid       = "DeleteVersionsOfOutputs"
    actions   = ["s3:DeleteObjectVersion"]
    resources = ["${var.storage.outputs_bucket_arn}/*/*"]
  }
}

# Permission to request an erasure, or the rest of one.
data "aws_iam_policy_document" "erasures" {
  statement {
    sid       = "AskForErasures"
    actions   = ["sqs:SendMessage"]
    resources = [var.request_queues.erasures.queue_arn]
  }
}

# One message at a time: an erasure may take as long as the function has.
resource "aws_lambda_event_source_mapping" "erasures" {
  function_name           = module.asset_eraser.function_arn
  event_source_arn        = var.request_queues.erasures.queue_arn
  batch_size              = 1
  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = local.erasures_concurrency
  }
  lifecycle {
    precondition {
      condition     = var.request_queues.erasures.visibility_timeout_seconds >= 6 * local.timeout_seconds
      error_message = "The erasures queue needs a visibility timeout of at least 6 times the function's ${local.timeout_seconds} s."
    }
  }
}
