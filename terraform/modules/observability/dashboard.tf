locals {
  # Widgets in reading order, three to a row; each metric is
  # [namespace, name, dimension, value, …, rendering] as CloudWatch wants it.
  widgets = [
    {
      title   = "DailyProcessedCount", period = 86400, stat = "Sum", view = "singleValue"
      metrics = [[local.namespace, "AssetsSucceeded", "Environment", var.name_prefix, { label = "DailyProcessedCount" }]]
    },
    {
      title = "QueueDepth", period = 60, stat = "Maximum", view = "timeSeries"
      metrics = concat(
        [for purpose, queue in var.queues : [{ expression = "${replace(purpose, "-", "_")}_visible + ${replace(purpose, "-", "_")}_in_flight", label = "QueueDepth ${purpose}" }]],
        [for purpose, queue in var.queues : ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", queue.queue_name, { id = "${replace(purpose, "-", "_")}_visible", visible = false }]],
        [for purpose, queue in var.queues : ["AWS/SQS", "ApproximateNumberOfMessagesNotVisible", "QueueName", queue.queue_name, { id = "${replace(purpose, "-", "_")}_in_flight", visible = false }]],
      )
    },
    {
      title   = "MediaConvertJobFailures", period = 300, stat = "Sum", view = "timeSeries"
      metrics = [[local.namespace, "JobsFailed", "Environment", var.name_prefix, { label = "MediaConvertJobFailures" }]]
    },
    {
      title = "JobLatency (seconds)", period = 300, stat = "p50", view = "timeSeries"
      metrics = [
        [local.namespace, "JobLatency", "Environment", var.name_prefix, { label = "JobLatency p50" }],
        [local.namespace, "JobLatency", "Environment", var.name_prefix, { label = "JobLatency p95", stat = "p95" }],
      ]
    },
    {
      title   = "ThumbnailsGenerated", period = 300, stat = "Sum", view = "timeSeries"
      metrics = [[local.namespace, "ThumbnailsGenerated", "Environment", var.name_prefix, { label = "ThumbnailsGenerated" }]]
    },
    {
      title = "TimeToJobStart (seconds)", period = 300, stat = "p50", view = "timeSeries"
      metrics = [
        [local.namespace, "TimeToJobStart", "Environment", var.name_prefix, { label = "TimeToJobStart p50" }],
        [local.namespace, "TimeToJobStart", "Environment", var.name_prefix, { label = "TimeToJobStart p99", stat = "p99" }],
      ]
    },
    {
      title = "Age of the oldest message or record (seconds)", period = 60, stat = "Maximum", view = "timeSeries"
      metrics = concat(
        [for purpose, queue in var.queues : ["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", queue.queue_name, { label = purpose }]],
        [for name, function_name in local.stream_readers : [{ expression = "${replace(name, "-", "_")}_age / 1000", label = name }]],
        [for name, function_name in local.stream_readers : ["AWS/Lambda", "IteratorAge", "FunctionName", function_name, { id = "${replace(name, "-", "_")}_age", visible = false }]],
      )
    },
    {
      title   = "Messages that keep coming back", period = 300, stat = "Sum", view = "timeSeries"
      metrics = [for purpose, queue in var.queues : [local.namespace, "MessagesRedelivered", "Environment", var.name_prefix, "QueueName", queue.queue_name, { label = purpose }]]
    },
    {
      title = "Job failure ratio (percent)", period = 900, stat = "Sum", view = "timeSeries"
      metrics = [
        [{ expression = "100 * FILL(failed, 0) / (FILL(failed, 0) + FILL(succeeded, 0))", label = "failed" }],
        [local.namespace, "JobsFailed", "Environment", var.name_prefix, { id = "failed", visible = false }],
        [local.namespace, "JobsSucceeded", "Environment", var.name_prefix, { id = "succeeded", visible = false }],
      ]
    },
    {
      title = "Assets", period = 300, stat = "Sum", view = "timeSeries"
      metrics = [
        for name in ["AssetsIngested", "AssetsSucceeded", "AssetsFailed"] :
        [local.namespace, name, "Environment", var.name_prefix, { label = name }]
      ]
    },
    {
      title = "Second attempts and repairs", period = 300, stat = "Sum", view = "timeSeries"
      metrics = [
        for name in ["AssetsRetried", "AssetsReprocessed", "AssetsReconciled", "AttemptsRemoved", "OperatorErrors"] :
        [local.namespace, name, "Environment", var.name_prefix, { label = name }]
      ]
    },
    {
      title = "Erasures", period = 300, stat = "Sum", view = "timeSeries"
      metrics = concat(
        [for name in ["ErasuresAsked", "AssetsErased"] : [local.namespace, name, "Environment", var.name_prefix, { label = name }]],
        [[local.namespace, "TimeToErase", "Environment", var.name_prefix, { label = "TimeToErase p99 (seconds)", stat = "p99", yAxis = "right" }]],
      )
    },
    {
      title = "Outputs by format", period = 300, stat = "Sum", view = "timeSeries"
      metrics = flatten([
        for name in ["OutputsReady", "OutputsFailed"] : [
          for format in ["hls", "dash", "mp4", "thumbnails", "poster", "storyboard"] :
          { metric = [local.namespace, name, "Environment", var.name_prefix, "Format", format, { label = "${name} ${format}" }] }
        ]
      ])[*].metric
    },
    {
      title = "Estimated cost (USD a day)", period = 86400, stat = "Sum", view = "singleValue"
      metrics = [
        [local.namespace, "EstimatedCostLowUsd", "Environment", var.name_prefix, { label = "at least" }],
        [local.namespace, "EstimatedCostUsd", "Environment", var.name_prefix, { label = "at most" }],
      ]
    },
    {
      title   = "Dead letters", period = 60, stat = "Maximum", view = "timeSeries"
      metrics = [for purpose, dlq_name in local.dlq_names : ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", dlq_name, { label = purpose }]]
    },
  ]

  api_widgets = flatten([for api in var.api[*] : [
    {
      title = "API: requests", period = 300, stat = "Sum", view = "timeSeries"
      metrics = [
        ["AWS/ApiGateway", "Count", "ApiId", api.id, { label = "all" }],
        ["AWS/ApiGateway", "4xx", "ApiId", api.id, { label = "refused" }],
        ["AWS/ApiGateway", "5xx", "ApiId", api.id, { label = "failed" }],
      ]
    },
    {
      title = "API: latency (milliseconds)", period = 300, stat = "p99", view = "timeSeries"
      metrics = [
        ["AWS/ApiGateway", "Latency", "ApiId", api.id, { label = "p50", stat = "p50" }],
        ["AWS/ApiGateway", "Latency", "ApiId", api.id, { label = "p99" }],
        ["AWS/ApiGateway", "IntegrationLatency", "ApiId", api.id, { label = "p99 of functions" }],
      ]
    },
    {
      title = "API: throttled requests, estimates without a count", period = 300, stat = "Sum", view = "timeSeries"
      metrics = [
        [local.namespace, "ApiRequestsThrottled", "Environment", var.name_prefix, { label = "throttled" }],
        [local.namespace, "EstimatesUncounted", "Environment", var.name_prefix, { label = "not counted" }],
      ]
    },
  ]])

  cdn_widgets = flatten([for cdn in var.cdn[*] : [
    {
      title = "CDN: requests", region = cdn.region, period = 300, stat = "Sum", view = "timeSeries"
      metrics = concat(
        [["AWS/CloudFront", "Requests", "DistributionId", cdn.distribution_id, "Region", "Global", { label = "all" }]],
        [for name in cdn.web_acl_name[*] : ["AWS/WAFV2", "BlockedRequests", "Rule", "ALL", "WebACL", name, { label = "above the rate limit" }]],
      )
    },
    {
      title = "CDN: hits and errors (percent)", region = cdn.region, period = 300, stat = "Average", view = "timeSeries"
      metrics = [
        for name, label in { CacheHitRate = "hits", "4xxErrorRate" = "refused", "5xxErrorRate" = "failed" } :
        ["AWS/CloudFront", name, "DistributionId", cdn.distribution_id, "Region", "Global", { label = label }]
      ]
    },
    {
      title = "CDN: bytes", region = cdn.region, period = 300, stat = "Sum", view = "timeSeries"
      metrics = [
        for name, label in { BytesDownloaded = "to viewers", BytesUploaded = "from viewers" } :
        ["AWS/CloudFront", name, "DistributionId", cdn.distribution_id, "Region", "Global", { label = label }]
      ]
    },
  ]])

  # Only where there are endpoints.
  webhook_queues = { for purpose, queue in var.queues : purpose => queue.queue_name if startswith(purpose, "webhook-") }
  webhook_widgets = [
    for name in length(local.webhook_queues) == 0 ? [] : ["WebhooksDelivered", "WebhookTriesFailed"] : {
      title   = name, period = 300, stat = "Sum", view = "timeSeries"
      metrics = [for purpose, queue_name in local.webhook_queues : [local.namespace, name, "Environment", var.name_prefix, "QueueName", queue_name, { label = purpose }]]
    }
  ]

  function_widgets = [
    for metric in ["Invocations", "Errors", "Throttles", "Duration"] : {
      title   = "Functions: ${metric}", period = 300, stat = metric == "Duration" ? "p95" : "Sum", view = "timeSeries"
      metrics = [for name, function_name in var.function_names : ["AWS/Lambda", metric, "FunctionName", function_name, { label = name }]]
    }
  ]
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name_prefix

  dashboard_body = jsonencode({
    widgets = [
      for index, widget in concat(local.widgets, local.api_widgets, local.cdn_widgets, local.webhook_widgets, local.function_widgets) : {
        type   = "metric"
        x      = 8 * (index % 3)
        y      = 6 * floor(index / 3)
        width  = 8
        height = 6
        properties = {
          title   = widget.title
          region  = lookup(widget, "region", local.region)
          view    = widget.view
          stat    = widget.stat
          period  = widget.period
          metrics = widget.metrics
        }
      }
    ]
  })
}
