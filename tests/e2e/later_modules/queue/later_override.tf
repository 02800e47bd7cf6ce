resource "aws_sqs_queue" "this" {
  message_retention_seconds = 5 * 24 * 3600
}
