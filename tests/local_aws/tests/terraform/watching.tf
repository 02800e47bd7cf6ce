resource "aws_cloudwatch_metric_alarm" "depth" {
  alarm_name          = "${var.name_prefix}-queue-depth"
  alarm_description   = "Too many messages wait"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.events.name }
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 2
  datapoints_to_alarm = 2
  threshold           = 500
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.completed.arn]
  ok_actions          = [aws_sns_topic.completed.arn]
}

resource "aws_cloudwatch_metric_alarm" "latency" {
  alarm_name                            = "${var.name_prefix}-job-latency"
  namespace                             = "MediaPipeline"
  metric_name                           = "JobLatency"
  dimensions                            = { Environment = var.name_prefix, service = "media-pipeline" }
  extended_statistic                    = "p95"
  evaluate_low_sample_count_percentiles = "ignore"
  period                                = 900
  evaluation_periods                    = 1
  threshold                             = 1800
  comparison_operator                   = "GreaterThanThreshold"
  treat_missing_data                    = "notBreaching"
}

resource "aws_cloudwatch_metric_alarm" "failures" {
  alarm_name          = "${var.name_prefix}-failure-ratio"
  evaluation_periods  = 1
  threshold           = 5
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"

  metric_query {
    id          = "ratio"
    expression  = "IF(ok + bad >= 10, 100 * bad / (ok + bad), 0)"
    label       = "Failed jobs, %"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = { ok = "JobsSucceeded", bad = "JobsFailed" }
    content {
      id = metric_query.key
      metric {
        namespace   = "MediaPipeline"
        metric_name = metric_query.value
        dimensions  = { Environment = var.name_prefix, service = "media-pipeline" }
        period      = 300
        stat        = "Sum"
      }
    }
  }
}

resource "aws_cloudwatch_dashboard" "pipeline" {
  dashboard_name = "${var.name_prefix}-pipeline"
  dashboard_body = jsonencode({
    widgets = [{
      type   = "metric"
      x      = 0
      y      = 0
      width  = 12
      height = 6
      properties = {
        title   = "JobLatency"
        region  = "us-east-1"
        stat    = "p95"
        period  = 300
        view    = "timeSeries"
        metrics = [["MediaPipeline", "JobLatency", "Environment", var.name_prefix]]
      }
    }]
  })
}

resource "aws_cloudwatch_query_definition" "errors" {
  name            = "${var.name_prefix}/errors"
  log_group_names = [aws_cloudwatch_log_group.function.name]
  query_string    = <<-EOT
    fields @timestamp, @message
    | filter level = "ERROR"
    | sort @timestamp desc
  EOT
}
