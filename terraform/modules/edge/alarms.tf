locals {
  dimensions = { DistributionId = var.distribution_id, Region = "Global" }

  # One metric against one threshold, as in the module observability.
  metric_alarms = merge(
    {
      cdn-origin-latency = {
        description = "What the CDN has not cached comes slowly. Compare the API's latency on the dashboard: if that is quick, S3 is slow, or viewers are far from the region."
        namespace   = "AWS/CloudFront"
        metric      = "OriginLatency"
        dimensions  = local.dimensions
        statistic   = "p90"
        threshold   = 1000 * var.alarm_thresholds.cdn_origin_latency_p90_seconds # the metric is in milliseconds
        periods     = 3
      }
    },
    {
      for acl in aws_wafv2_web_acl.this : "cdn-blocked-requests" => {
        description = "The web ACL refuses requests to the API: some address sends more than the rate limit. One client too many, an attack, or a limit too low for many viewers behind one address."
        namespace   = "AWS/WAFV2"
        metric      = "BlockedRequests"
        dimensions  = { Rule = local.rate_rule, WebACL = acl.name }
        statistic   = "Sum"
        threshold   = var.alarm_thresholds.cdn_blocked_requests
        periods     = 1
      }
    },
  )

  # An average of few requests says nothing.
  rate_alarms = {
    cdn-refused-requests = {
      description = "More than ${var.alarm_thresholds.cdn_refused_percent} % of what viewers ask the CDN for is refused. Grants are missing or have expired, the signing key has changed, or somebody tries addresses: see \"403 on playback\" in the runbook."
      metric      = "4xxErrorRate"
      threshold   = var.alarm_thresholds.cdn_refused_percent
    }
    cdn-server-errors = {
      description = "More than ${var.alarm_thresholds.cdn_server_error_percent} % of the CDN's answers are errors of its origins. Check the alarms of the API; for outputs, the policies of their bucket and of the data key."
      metric      = "5xxErrorRate"
      threshold   = var.alarm_thresholds.cdn_server_error_percent
    }
  }
}

# The hit ratio, the latency of origins, and the rate of each error: CloudFront has these metrics
# only where they are asked for.
resource "aws_cloudfront_monitoring_subscription" "this" {
  distribution_id = var.distribution_id

  monitoring_subscription {
    realtime_metrics_subscription_config {
      realtime_metrics_subscription_status = "Enabled"
    }
  }

  lifecycle {
    precondition {
      condition     = data.aws_region.current.id == "us-east-1"
      error_message = "An alarm elsewhere would never fire: CloudFront's metrics are in us-east-1. Give this module a provider of that region, such as providers = { aws = aws.us_east_1 }."
    }
  }
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
  alarm_actions       = [module.alarm_topic.alarm_topic_arn]
  ok_actions          = [module.alarm_topic.alarm_topic_arn]
}

resource "aws_cloudwatch_metric_alarm" "rate" {
  for_each = local.rate_alarms

  alarm_name          = "${var.name_prefix}/${each.key}"
  alarm_description   = each.value.description
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [module.alarm_topic.alarm_topic_arn]
  ok_actions          = [module.alarm_topic.alarm_topic_arn]

  metric_query {
    id          = "value"
    expression  = "IF(FILL(requests, 0) >= ${var.alarm_thresholds.cdn_minimum_requests}, FILL(rate, 0), 0)"
    label       = each.key
    return_data = true
  }
  dynamic "metric_query" {
    for_each = { rate = [each.value.metric, "Average"], requests = ["Requests", "Sum"] }

    content {
      id = metric_query.key

      metric {
        namespace   = "AWS/CloudFront"
        metric_name = metric_query.value[0]
        dimensions  = local.dimensions
        stat        = metric_query.value[1]
        period      = 900
      }
    }
  }
}
