resource "aws_cloudwatch_event_bus" "this" {
  description = "What the pipeline announces, later"
}

resource "aws_sqs_queue" "failed_assets" {
  message_retention_seconds = 13 * 24 * 3600
}

resource "aws_sqs_queue" "dead_letter" {
  message_retention_seconds = 13 * 24 * 3600
}
