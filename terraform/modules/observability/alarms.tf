locals {
  # One metric against one threshold. `statistic` may be a percentile.
  metric_alarms = merge(
    {
      for role, queue in var.queues : "${role}-oldest-message" => {
        description = "The oldest message of ${queue.queue_name} waits too long: its function fails or is too slow"
        namespace   = "AWS/SQS"
        metric      = "ApproximateAgeOfOldestMessage"
        dimensions  = { QueueName = queue.queue_name }
        statistic   = "Maximum"
        threshold   = var.thresholds.oldest_message_age_seconds
        periods     = 2
      }
    },
    {
      for role, dlq_name in local.dlq_names : "${role}-dead-letters" => {
        description = "${dlq_name} holds what the pipeline failed to handle: read its reason, mend, redrive"
        namespace   = "AWS/SQS"
        metric      = "ApproximateNumberOfMessagesVisible"
        dimensions  = { QueueName = dlq_name }
        statistic   = "Maximum"
        threshold   = 1
        periods     = 1
      }
    },
    {
      for role, name in var.function_names : "${role}-errors" => {
        description = "${name} raises errors: see its log"
        namespace   = "AWS/Lambda"
        metric      = "Errors"
        dimensions  = { FunctionName = name }
        statistic   = "Sum"
        threshold   = var.thresholds.function_errors
        periods     = 1
      }
    },
    {
      for role, name in var.function_names : "${role}-throttles" => {
        description = "${name} is throttled: the account's concurrency is used up"
        namespace   = "AWS/Lambda"
        metric      = "Throttles"
        dimensions  = { FunctionName = name }
        statistic   = "Sum"
        threshold   = 1
        periods     = 2
      }
    },
    {
      for role, dimensions in merge(
        { for role, queue in var.queues : role => { RuleName = queue.queue_name } },
        { for role, name in var.notifications.rule_names : role => { EventBusName = var.notifications.bus_name, RuleName = name } },
        ) : "${role}-rule-failures" => {
        description = "Rule ${dimensions.RuleName} cannot deliver: see the policies of its target and of the target's key"
        namespace   = "AWS/Events"
        metric      = "FailedInvocations"
        dimensions  = dimensions
        statistic   = "Sum"
        threshold   = 1
        periods     = 1
      }
    },
    {
      job-latency = {
        description = "Jobs take long from accepted to COMPLETE: the MediaConvert queue is full, or sources have grown"
        namespace   = local.namespace
        metric      = "JobLatency"
        dimensions  = { Environment = var.name_prefix }
        statistic   = "p95"
        threshold   = var.thresholds.job_latency_p95_seconds
        periods     = 1
      }
      operator-errors = {
        description = "Assets fail for permissions or configuration: see their codes, mend, reprocess"
        namespace   = local.namespace
        metric      = "OperatorErrors"
        dimensions  = { Environment = var.name_prefix }
        statistic   = "Sum"
        threshold   = var.thresholds.operator_errors
        periods     = 1
      }
      time-to-job-start = {
        description = "Uploads wait long for their job: see queue depth and CreateJob throttling"
        namespace   = local.namespace
        metric      = "TimeToJobStart"
        dimensions  = { Environment = var.name_prefix }
        statistic   = "p99"
        threshold   = var.thresholds.time_to_job_start_p99_seconds
        periods     = 1
      }
    },
  )
}

resource "aws_cloudwatch_metric_alarm" "metric" {
  for_each = local.metric_alarms

  alarm_name          = "${var.name_prefix}/${each.key}"
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = startswith(each.value.statistic, "p") ? null : each.value.statistic
  extended_statistic  = startswith(each.value.statistic, "p") ? each.value.statistic : null
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = each.value.threshold
  period              = 300
  evaluation_periods  = each.value.periods
  treat_missing_data  = "notBreaching"
  alarm_actions       = [local.topic_arn]
  ok_actions          = [local.topic_arn]

  depends_on = [aws_sns_topic.alarms]
}
