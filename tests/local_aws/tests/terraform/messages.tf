resource "aws_sqs_queue" "dead_letter" {
  name                              = "${var.name_prefix}-events-dlq"
  message_retention_seconds         = 1209600
  kms_master_key_id                 = aws_kms_key.data.arn
  kms_data_key_reuse_period_seconds = 300
}

resource "aws_sqs_queue_redrive_allow_policy" "dead_letter" {
  queue_url = aws_sqs_queue.dead_letter.id
  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = ["${local.arn_prefix}-events"]
  })
}

resource "aws_sqs_queue" "events" {
  name                       = "${var.name_prefix}-events"
  visibility_timeout_seconds = 180
  message_retention_seconds  = 345600
  kms_master_key_id          = aws_kms_key.data.arn
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letter.arn
    maxReceiveCount     = 12
  })
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Rule"
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = "${local.arn_prefix}-events"
      Condition = { ArnEquals = { "aws:SourceArn" = aws_cloudwatch_event_rule.uploads.arn } }
    }]
  })
}

resource "aws_cloudwatch_event_rule" "uploads" {
  name        = "${var.name_prefix}-upload-events"
  description = "Uploads"
  event_pattern = jsonencode({
    source        = ["aws.s3"]
    "detail-type" = ["Object Created"]
    detail = {
      bucket = { name = [aws_s3_bucket.uploads.id] }
      object = { key = [{ prefix = "uploads/" }] }
    }
  })
}

resource "aws_cloudwatch_event_target" "uploads" {
  rule      = aws_cloudwatch_event_rule.uploads.name
  target_id = "queue"
  arn       = aws_sqs_queue.events.arn
  dead_letter_config {
    arn = aws_sqs_queue.dead_letter.arn
  }
  retry_policy {
    maximum_event_age_in_seconds = 3600
    maximum_retry_attempts       = 24
  }
}

resource "aws_cloudwatch_event_bus" "pipeline" {
  name               = "${var.name_prefix}-pipeline"
  description        = "What happens to assets"
  kms_key_identifier = aws_kms_key.data.arn
}

resource "aws_cloudwatch_event_bus_policy" "pipeline" {
  event_bus_name = aws_cloudwatch_event_bus.pipeline.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Account"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${local.account_id}:root" }
      Action    = "events:PutRule"
      Resource  = aws_cloudwatch_event_bus.pipeline.arn
    }]
  })
}

resource "aws_cloudwatch_event_rule" "completed" {
  name           = "${var.name_prefix}-asset-completed"
  event_bus_name = aws_cloudwatch_event_bus.pipeline.name
  event_pattern  = jsonencode({ source = ["media-pipeline"] })
}

resource "aws_cloudwatch_event_target" "completed" {
  rule           = aws_cloudwatch_event_rule.completed.name
  event_bus_name = aws_cloudwatch_event_bus.pipeline.name
  arn            = aws_sns_topic.completed.arn
  dead_letter_config {
    arn = aws_sqs_queue.dead_letter.arn
  }
}

resource "aws_sns_topic" "completed" {
  name              = "${var.name_prefix}-asset-completed"
  display_name      = "Completed assets"
  kms_master_key_id = aws_kms_key.data.arn
}

resource "aws_sns_topic_policy" "completed" {
  arn = aws_sns_topic.completed.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Rule"
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.completed.arn
    }]
  })
}

resource "aws_sns_topic_subscription" "mail" {
  topic_arn = aws_sns_topic.completed.arn
  protocol  = "email"
  endpoint  = "someone@example.com"
}

resource "aws_sns_topic_subscription" "queue" {
  topic_arn            = aws_sns_topic.completed.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.events.arn
  raw_message_delivery = true
}
