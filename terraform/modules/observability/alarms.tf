locals {
  # How a function is started bounds what its metrics can show. A schedule starts it
  # so seldom that its errors never add up to a threshold for functions that read queues.
  scheduled_functions = ["asset-reconciler"]
  stream_functions    = ["asset-event-publisher"]
  stream_readers      = { for name, function_name in var.function_names : name => function_name if contains(local.stream_functions, name) }

  # On the default bus, a rule alone is the dimension; on our own, bus and rule.
  rules = merge(
    {
      for purpose, queue in var.queues : purpose =>
      merge({ RuleName = queue.rule_name }, queue.event_bus_name == null ? {} : { EventBusName = queue.event_bus_name }) if queue.rule_name != null
    },
    { for name, rule_name in var.notifications.rule_names : name => { EventBusName = var.notifications.bus_name, RuleName = rule_name } },
  )

  # One metric against one threshold. `statistic` may be a percentile; a period is 300 s unless
  # it says otherwise.
  metric_alarms = merge(
    {
      for purpose, queue in var.queues : "${purpose}-oldest-message" => {
        description = "The oldest message in ${queue.queue_name} has waited too long. Its function fails or is too slow: check the function's log."
        namespace   = "AWS/SQS"
        metric      = "ApproximateAgeOfOldestMessage"
        dimensions  = { QueueName = queue.queue_name }
        statistic   = "Maximum"
        threshold   = var.alarm_thresholds.oldest_message_age_seconds
        periods     = 2
      }
    },
    {
      # SQS's age, above, leaves out messages that were received more than three times.
      for purpose, queue in var.queues : "${purpose}-redeliveries" => {
        description = "Messages of ${queue.queue_name} come back again and again. Its function cannot finish them: its log says why."
        namespace   = local.namespace
        metric      = "MessagesRedelivered"
        dimensions  = { Environment = var.name_prefix, QueueName = queue.queue_name }
        statistic   = "Sum"
        threshold   = var.alarm_thresholds.redelivered_messages
        periods     = 2
      }
    },
    {
      for purpose, dlq_name in local.dlq_names : "${purpose}-dead-letters" => {
        description = "${dlq_name} holds messages that the pipeline could not handle. Read their reasons, fix the cause, then redrive."
        namespace   = "AWS/SQS"
        metric      = "ApproximateNumberOfMessagesVisible"
        dimensions  = { QueueName = dlq_name }
        statistic   = "Maximum"
        threshold   = 1
        periods     = 1
      }
    },
    {
      for name, function_name in var.function_names : "${name}-errors" => {
        description = "${function_name} raises errors. Check its log."
        namespace   = "AWS/Lambda"
        metric      = "Errors"
        dimensions  = { FunctionName = function_name }
        statistic   = "Sum"
        threshold   = contains(local.scheduled_functions, name) ? 1 : var.alarm_thresholds.function_errors
        periods     = 1
      }
    },
    {
      for name, function_name in var.function_names : "${name}-throttles" => {
        description = "${function_name} is throttled. The account has no Lambda concurrency left, or the function has reached its reserved concurrency."
        namespace   = "AWS/Lambda"
        metric      = "Throttles"
        dimensions  = { FunctionName = function_name }
        statistic   = "Sum"
        threshold   = 1
        periods     = 2
      }
    },
    {
      for name, dimensions in local.rules : "${name}-rule-failures" => {
        description = "Rule ${dimensions.RuleName} cannot deliver events. Check the policies of its target and of the target's key."
        namespace   = "AWS/Events"
        metric      = "FailedInvocations"
        dimensions  = dimensions
        statistic   = "Sum"
        threshold   = 1
        periods     = 1
      }
    },
    {
      for name, dimensions in local.rules : "${name}-rule-dlq-failures" => {
        description = "Rule ${dimensions.RuleName} has lost events: its target did not take them, nor did its dead-letter queue. Check the policies of both and of their key."
        namespace   = "AWS/Events"
        metric      = "InvocationsFailedToBeSentToDlq"
        dimensions  = dimensions
        statistic   = "Sum"
        threshold   = 1
        periods     = 1
      }
    },
    {
      for name, function_name in local.stream_readers : "${name}-iterator-age" => {
        description = "${function_name} is behind its stream. Finished assets are announced late: check its log, errors and throttles."
        namespace   = "AWS/Lambda"
        metric      = "IteratorAge"
        dimensions  = { FunctionName = function_name }
        statistic   = "Maximum"
        threshold   = 1000 * var.alarm_thresholds.iterator_age_seconds # the metric is in milliseconds
        periods     = 1
      }
    },
    {
      for usd in var.daily_estimate_alarm_usd[*] : "daily-estimate" => {
        description = "The jobs submitted within 24 hours may cost $${usd} or more, by their estimates. Somebody uploads much, or a profile is dear."
        namespace   = local.namespace
        metric      = "EstimatedCostUsd"
        dimensions  = { Environment = var.name_prefix }
        statistic   = "Sum"
        threshold   = usd
        periods     = 1
        period      = 86400
      }
    },
    {
      for api in var.api[*] : "api-latency" => {
        description = "The API answers slowly. Its functions start cold or wait for DynamoDB or S3: compare its latency with theirs on the dashboard."
        namespace   = "AWS/ApiGateway"
        metric      = "Latency"
        dimensions  = { ApiId = api.id }
        statistic   = "p99"
        threshold   = 1000 * var.alarm_thresholds.api_latency_p99_seconds # the metric is in milliseconds
        periods     = 3
      }
    },
    {
      for api in var.api[*] : "api-throttled-requests" => {
        description = "The API refuses requests, because its limits are reached. Its access log says by which route: one client too many, or limits too low."
        namespace   = local.namespace
        metric      = "ApiRequestsThrottled"
        dimensions  = { Environment = var.name_prefix }
        statistic   = "Sum"
        threshold   = var.alarm_thresholds.api_throttled_requests
        periods     = 1
      }
    },
    {
      job-latency = {
        description = "Jobs take too long from accepted to COMPLETE. The MediaConvert queue is full, or sources have grown."
        namespace   = local.namespace
        metric      = "JobLatency"
        dimensions  = { Environment = var.name_prefix }
        statistic   = "p95"
        threshold   = var.alarm_thresholds.job_latency_p95_seconds
        periods     = 1
      }
      operator-errors = {
        description = "Assets failed because of permissions or configuration. Read their error codes, fix the cause, then reprocess."
        namespace   = local.namespace
        metric      = "OperatorErrors"
        dimensions  = { Environment = var.name_prefix }
        statistic   = "Sum"
        threshold   = var.alarm_thresholds.operator_errors
        periods     = 1
      }
      time-to-job-start = {
        description = "Uploads wait too long for their job. Check the queue depth and CreateJob throttling."
        namespace   = local.namespace
        metric      = "TimeToJobStart"
        dimensions  = { Environment = var.name_prefix }
        statistic   = "p99"
        threshold   = var.alarm_thresholds.time_to_job_start_p99_seconds
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
  period              = lookup(each.value, "period", 300)
  evaluation_periods  = each.value.periods
  treat_missing_data  = "notBreaching"
  alarm_actions       = [module.alarm_topic.alarm_topic_arn]
  ok_actions          = [module.alarm_topic.alarm_topic_arn]
}
