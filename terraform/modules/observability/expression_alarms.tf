locals {
  # Several metrics in one expression, `value`.
  expression_alarms = merge(
    {
      for purpose, queue in var.queues : "${purpose}-queue-depth" => {
        description = "${queue.queue_name} is growing. Messages arrive faster than its function handles them."
        expression  = "visible + in_flight"
        operator    = "GreaterThanThreshold"
        threshold   = var.alarm_thresholds.queue_depth
        period      = 300
        periods     = 2
        metrics = {
          visible   = { namespace = "AWS/SQS", name = "ApproximateNumberOfMessagesVisible", dimensions = { QueueName = queue.queue_name }, statistic = "Maximum" }
          in_flight = { namespace = "AWS/SQS", name = "ApproximateNumberOfMessagesNotVisible", dimensions = { QueueName = queue.queue_name }, statistic = "Maximum" }
        }
      }
    },
    {
      for api in var.api[*] : "api-server-errors" => {
        description = "More than ${var.alarm_thresholds.api_server_error_percent} % of the API's answers are faults of ours. Check the logs of its functions, and its access log."
        expression  = "IF(FILL(requests, 0) >= ${var.alarm_thresholds.api_minimum_requests}, 100 * FILL(failed, 0) / FILL(requests, 0), 0)"
        operator    = "GreaterThanThreshold"
        threshold   = var.alarm_thresholds.api_server_error_percent
        period      = 900
        periods     = 1
        metrics = {
          failed   = { namespace = "AWS/ApiGateway", name = "5xx", dimensions = { ApiId = api.id }, statistic = "Sum" }
          requests = { namespace = "AWS/ApiGateway", name = "Count", dimensions = { ApiId = api.id }, statistic = "Sum" }
        }
      }
    },
    {
      job-failures = {
        description = "More than ${var.alarm_thresholds.job_failure_percent} % of jobs failed. Compare the error codes on the failed assets."
        # If all jobs of a period succeed, or all fail, only one of the two metrics has data.
        expression = "IF(FILL(failed, 0) + FILL(succeeded, 0) >= ${var.alarm_thresholds.job_failure_minimum_jobs}, 100 * FILL(failed, 0) / (FILL(failed, 0) + FILL(succeeded, 0)), 0)"
        operator   = "GreaterThanThreshold"
        threshold  = var.alarm_thresholds.job_failure_percent
        period     = 900
        periods    = 1
        metrics = {
          failed    = { namespace = local.namespace, name = "JobsFailed", dimensions = { Environment = var.name_prefix }, statistic = "Sum" }
          succeeded = { namespace = local.namespace, name = "JobsSucceeded", dimensions = { Environment = var.name_prefix }, statistic = "Sum" }
        }
      }
      reconciled = {
        description = "More than ${var.alarm_thresholds.reconciled_percent} % of assets needed the reconciler. Check the dead letters and the logs of both queue functions."
        expression  = "IF(FILL(failed, 0) + FILL(succeeded, 0) >= ${var.alarm_thresholds.reconciled_minimum_assets}, 100 * FILL(healed, 0) / (FILL(failed, 0) + FILL(succeeded, 0)), 0)"
        operator    = "GreaterThanThreshold"
        threshold   = var.alarm_thresholds.reconciled_percent
        period      = 3600
        periods     = 1
        metrics = {
          healed    = { namespace = local.namespace, name = "AssetsReconciled", dimensions = { Environment = var.name_prefix }, statistic = "Sum" }
          failed    = { namespace = local.namespace, name = "AssetsFailed", dimensions = { Environment = var.name_prefix }, statistic = "Sum" }
          succeeded = { namespace = local.namespace, name = "AssetsSucceeded", dimensions = { Environment = var.name_prefix }, statistic = "Sum" }
        }
      }
    },
  )
}

resource "aws_cloudwatch_metric_alarm" "expression" {
  for_each = local.expression_alarms

  alarm_name          = "${var.name_prefix}/${each.key}"
  alarm_description   = each.value.description
  comparison_operator = each.value.operator
  threshold           = each.value.threshold
  evaluation_periods  = each.value.periods
  treat_missing_data  = "notBreaching"
  alarm_actions       = [module.alarm_topic.alarm_topic_arn]
  ok_actions          = [module.alarm_topic.alarm_topic_arn]

  metric_query {
    id          = "value"
    expression  = each.value.expression
    label       = each.key
    return_data = true
  }
  dynamic "metric_query" {
    for_each = each.value.metrics

    content {
      id = metric_query.key

      metric {
        namespace   = metric_query.value.namespace
        metric_name = metric_query.value.name
        dimensions  = metric_query.value.dimensions
        stat        = metric_query.value.statistic
        period      = each.value.period
      }
    }
  }
}
