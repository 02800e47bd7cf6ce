locals {
  asset_event_publisher = "asset-event-publisher"
}

module "asset_event_publisher" {
  source = "../function"

  account_id       = var.account_id
  data_key_arn     = var.data_key_arn
  description      = "Announces progress and ends of assets on the pipeline's event bus"
  handler          = "handlers.asset_event_publisher.handler"
  logs             = var.logs
  messages_key_arn = var.messages_key_arn
  name             = local.asset_event_publisher
  name_prefix      = var.name_prefix
  package          = var.package
  statements       = [data.aws_iam_policy_document.asset_event_publisher.json]

  limits = {
    reserved_concurrency = lookup(var.reserved_concurrency, local.asset_event_publisher, null)
    timeout_seconds      = local.timeout_seconds
  }
  environment = merge(local.playback_environment, {
    EVENT_BUS_NAME = var.notifications.bus_name
  })

  permissions_boundary_arn = var.permissions_boundary_arn
}

data "aws_iam_policy_document" "asset_event_publisher" {
  statement {
    sid       = "ReadStream"
    actions   = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]
    resources = ["${var.tables.assets.table_arn}/stream/*"]
  }
  # AWS does not scope ListStreams to a stream.
  statement {
    sid       = "FindStream"
    actions   = ["dynamodb:ListStreams"]
    resources = ["*"]
  }
  statement {
    sid       = "Announce"
    actions   = ["events:PutEvents"]
    resources = [var.notifications.bus_arn]
  }
  statement {
    sid       = "SetAsideWhatFails"
    actions   = ["sqs:SendMessage"]
    resources = [var.notifications.dlq_arn]
  }
}

resource "aws_lambda_event_source_mapping" "asset_changes" {
  function_name                  = module.asset_event_publisher.function_arn
  event_source_arn               = var.tables.assets.stream_arn
  batch_size                     = 10
  bisect_batch_on_function_error = true
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_record_age_in_seconds  = 12 * 3600
  maximum_retry_attempts         = 20

  # LATEST could miss changes made while the mapping starts.
  starting_position = "TRIM_HORIZON"

  filter_criteria {
    filter {
      pattern = jsonencode({ dynamodb = { NewImage = { status = { S = ["PENDING", "PROCESSING", "SUCCEEDED", "FAILED", "ERASED"] } } } })
    }
  }
  destination_config {
    on_failure {
      destination_arn = var.notifications.dlq_arn
    }
  }
}
