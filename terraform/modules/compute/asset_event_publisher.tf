locals {
  asset_event_publisher = {
    description = "Changes of the asset table in, announcements on the pipeline's event bus out"
    policy      = data.aws_iam_policy_document.asset_event_publisher.json
    environment = {
      EVENT_BUS_NAME = var.notifications.bus_name
    }
  }
}

data "aws_iam_policy_document" "asset_event_publisher" {
  statement {
    sid       = "ReadStream"
    actions   = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]
    resources = ["${var.asset_table.table_arn}/stream/*"]
  }
  # Listing streams is not scoped to one of them.
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
  function_name                  = aws_lambda_function.this["asset-event-publisher"].arn
  event_source_arn               = var.asset_table.stream_arn
  batch_size                     = 10
  bisect_batch_on_function_error = true
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_record_age_in_seconds  = 12 * 3600
  maximum_retry_attempts         = 20

  # LATEST could miss what changes while the mapping starts.
  starting_position = "TRIM_HORIZON"

  filter_criteria {
    filter {
      pattern = jsonencode({ dynamodb = { NewImage = { status = { S = ["SUCCEEDED", "FAILED"] } } } })
    }
  }
  destination_config {
    on_failure {
      destination_arn = var.notifications.dlq_arn
    }
  }
}
