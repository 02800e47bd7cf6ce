locals {
  asset_reconciler = "asset-reconciler"
}

module "asset_reconciler" {
  source = "../function"

  account_id       = var.account_id
  data_key_arn     = var.data_key_arn
  description      = "Finds stalled assets and unblocks them"
  handler          = "handlers.asset_reconciler.handler"
  logs             = var.logs
  messages_key_arn = var.messages_key_arn
  name             = local.asset_reconciler
  name_prefix      = var.name_prefix
  package          = var.package
  statements       = [data.aws_iam_policy_document.asset_reconciler.json]

  limits = {
    reserved_concurrency = lookup(var.reserved_concurrency, local.asset_reconciler, null)
    timeout_seconds      = local.timeout_seconds
  }
  environment = merge(local.upload_sessions_environment, var.processing.retention_days == null ? {} : { RETENTION_DAYS = var.processing.retention_days }, {
    ASSET_TABLE_NAME             = var.tables.assets.table_name
    ERASURES_QUEUE_URL           = var.request_queues.erasures.queue_url
    EVENT_BUS_NAME               = var.notifications.bus_name
    MAX_ATTEMPTS                 = var.processing.max_attempts
    OUTPUTS_BUCKET_NAME          = var.storage.outputs_bucket_name
    PENDING_THRESHOLD_SECONDS    = var.processing.pending_threshold_seconds
    PROCESSING_THRESHOLD_SECONDS = var.processing.processing_threshold_seconds
    REMOVALS_QUEUE_URL           = var.request_queues.removals.queue_url
    STALLED_AFTER_SECONDS        = var.processing.stalled_after_seconds
    SUPERSEDED_OUTPUTS_DAYS      = var.processing.superseded_outputs_days
    TRANSCODE_QUEUE_ARN          = var.mediaconvert.queue_arn
    UPLOADS_BUCKET_NAME          = var.storage.uploads_bucket_name
    UPLOAD_EVENTS_QUEUE_URL      = var.request_queues.upload_events.queue_url
  })

  permissions_boundary_arn = var.permissions_boundary_arn
}

data "aws_iam_policy_document" "asset_reconciler" {
  source_policy_documents = [
    data.aws_iam_policy_document.attempts.json,
    data.aws_iam_policy_document.finishing.json,
    data.aws_iam_policy_document.removals.json,
    data.aws_iam_policy_document.erasures.json,
    data.aws_iam_policy_document.expiries.json,
  ]

  statement {
    sid       = "FindAssets"
    actions   = ["dynamodb:Query"]
    resources = ["${var.tables.assets.table_arn}/index/StatusIndex", "${var.tables.assets.table_arn}/index/RemovalIndex"]
  }
  statement {
    sid       = "MoveAssets"
    actions   = ["dynamodb:GetItem", "dynamodb:PutItem"]
    resources = [var.tables.assets.table_arn]
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

# Permissions to announce uploads by the API whose file never came: what waits too long, and has no
# version in the bucket either.
data "aws_iam_policy_document" "expiries" {
  dynamic "statement" {
    for_each = var.tables.upload_sessions == null ? [] : [var.tables.upload_sessions.arn]

    content {
      sid       = "FindUploadsThatWait"
      actions   = ["dynamodb:Query"]
      resources = ["${statement.value}/index/StateIndex"]
    }
  }
  dynamic "statement" {
    for_each = var.tables.upload_sessions == null ? [] : [var.tables.upload_sessions.arn]

    content {
      sid       = "EndUploadSessions"
      actions   = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
      resources = [statement.value]
    }
  }
  dynamic "statement" {
    for_each = var.tables.upload_sessions == null ? [] : [var.storage.uploads_bucket_arn]

    content {
      sid       = "TellUploadsThatCame"
      actions   = ["s3:ListBucketVersions"]
      resources = [statement.value]

      condition {
        test     = "StringLike"
        variable = "s3:prefix"
        values   = ["${var.storage.uploads_prefix}*"]
      }
    }
  }
  dynamic "statement" {
    for_each = var.tables.upload_sessions == null ? [] : [var.notifications.bus_arn]

    content {
      sid       = "AnnounceUploadsThatExpired"
      actions   = ["events:PutEvents"]
      resources = [statement.value]
    }
  }
}

# The next run is five minutes away: one retry is enough.
resource "aws_lambda_function_event_invoke_config" "asset_reconciler" {
  function_name                = module.asset_reconciler.function_name
  maximum_event_age_in_seconds = 300
  maximum_retry_attempts       = 1

  destination_config {
    on_failure {
      destination = local.asset_reconciler_dlq_arn
    }
  }

  depends_on = [aws_sqs_queue.asset_reconciler_dlq]
}
