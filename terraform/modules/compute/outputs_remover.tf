locals {
  outputs_remover = "outputs-remover"
}

module "outputs_remover" {
  source = "../function"

  account_id       = var.account_id
  data_key_arn     = var.data_key_arn
  description      = "Removes outputs that newer ones superseded"
  handler          = "handlers.outputs_remover.handler"
  logs             = var.logs
  messages_key_arn = var.messages_key_arn
  name             = local.outputs_remover
  name_prefix      = var.name_prefix
  package          = var.package
  statements       = [data.aws_iam_policy_document.outputs_remover.json]

  limits = {
    reserved_concurrency = lookup(var.reserved_concurrency, local.outputs_remover, null)
    timeout_seconds      = local.timeout_seconds
  }
  environment = merge(local.cdn_environment, {
    ASSET_TABLE_NAME        = var.tables.assets.table_name
    OUTPUTS_BUCKET_NAME     = var.storage.outputs_bucket_name
    REMOVALS_DLQ_URL        = var.request_queues.removals.dlq_url
    REMOVALS_QUEUE_URL      = var.request_queues.removals.queue_url
    SUPERSEDED_OUTPUTS_DAYS = var.processing.superseded_outputs_days
  })

  permissions_boundary_arn = var.permissions_boundary_arn
}

data "aws_iam_policy_document" "outputs_remover" {
  source_policy_documents = [
    data.aws_iam_policy_document.queue_reader["removals"].json,
    data.aws_iam_policy_document.invalidation.json,
    data.aws_iam_policy_document.removals.json,
  ]

  statement {
    sid       = "RecordRemovals"
    actions   = ["dynamodb:GetItem", "dynamodb:PutItem"]
    resources = [var.tables.assets.table_arn]
  }
  # Outputs lie under `{assetId}/{attempt}/`. Nobody lists the whole bucket.
  statement {
    sid       = "ListVersionsOfAttempts"
    actions   = ["s3:ListBucketVersions"]
    resources = [var.storage.outputs_bucket_arn]

    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = ["*/*/"]
    }
  }
  statement {
    sid       = "DeleteVersionsOfAttempts"
    actions   = ["s3:DeleteObjectVersion"]
    resources = ["${var.storage.outputs_bucket_arn}/*/*/*"]
  }
}

# Permission to request a removal, or the rest of one.
data "aws_iam_policy_document" "removals" {
  statement {
    sid       = "AskForRemovals"
    actions   = ["sqs:SendMessage"]
    resources = [var.request_queues.removals.queue_arn]
  }
}

# One message at a time: a removal may take as long as the function has.
resource "aws_lambda_event_source_mapping" "removals" {
  function_name           = module.outputs_remover.function_arn
  event_source_arn        = var.request_queues.removals.queue_arn
  batch_size              = 1
  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = local.removals_concurrency
  }
  lifecycle {
    precondition {
      condition     = var.request_queues.removals.visibility_timeout_seconds >= 6 * local.timeout_seconds
      error_message = "The removals queue needs a visibility timeout of at least 6 times the function's ${local.timeout_seconds} s."
    }
  }
}
