"""The metrics that exist: what alarms and dashboards may ask for.

AWS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html,
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html,
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html,
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html,
https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html and
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
"""

OURS = {
    "AssetsErased",
    "AssetsFailed",
    "AssetsIngested",
    "AssetsReconciled",
    "AssetsReprocessed",
    "AssetsRetried",
    "AssetsSucceeded",
    "AttemptsRemoved",
    "ErasuresAsked",
    "EstimatedCostLowUsd",
    "EstimatedCostUsd",
    "JobLatency",
    "JobsFailed",
    "JobsSucceeded",
    "MessagesRedelivered",
    "OperatorErrors",
    "OutputsFailed",
    "OutputsReady",
    "ThumbnailsGenerated",
    "TimeToErase",
    "TimeToJobStart",
}
# Where there is an API; the first is made of its access log.
OF_THE_API = {"ApiRequestsThrottled", "EstimatesUncounted"}
# Where there are endpoints of webhooks.
OF_WEBHOOKS = {"WebhookTriesFailed", "WebhooksDelivered"}
# Dimensions beside Environment, and what has them.
OURS_BY = {
    "Format": {"OutputsFailed", "OutputsReady"},
    "QueueName": {"MessagesRedelivered", "WebhookTriesFailed", "WebhooksDelivered"},
}

# What CloudFront has only with a monitoring subscription.
OF_A_SUBSCRIPTION = {
    *("CacheHitRate", "OriginLatency"),
    *(f"{status}ErrorRate" for status in (401, 403, 404, 502, 503, 504)),
}

# Namespace → metrics, and the sets of dimensions they come with.
OF_AWS = {
    "AWS/ApiGateway": (
        {"4xx", "5xx", "Count", "DataProcessed", "IntegrationLatency", "Latency"},
        {frozenset({"ApiId"})},
    ),
    "AWS/CloudFront": (
        {
            *("BytesDownloaded", "BytesUploaded", "Requests"),
            *("4xxErrorRate", "5xxErrorRate", "TotalErrorRate"),
            *OF_A_SUBSCRIPTION,
        },
        {frozenset({"DistributionId", "Region"})},
    ),
    "AWS/Events": (
        {
            "FailedInvocations",
            "Invocations",
            "InvocationsFailedToBeSentToDlq",
            "MatchedEvents",
            "ThrottledRules",
            "TriggeredRules",
        },
        {frozenset({"RuleName"}), frozenset({"EventBusName", "RuleName"})},
    ),
    "AWS/Lambda": (
        {"ConcurrentExecutions", "Duration", "Errors", "Invocations", "IteratorAge", "Throttles"},
        {frozenset({"FunctionName"})},
    ),
    "AWS/SQS": (
        {
            "ApproximateAgeOfOldestMessage",
            "ApproximateNumberOfMessagesNotVisible",
            "ApproximateNumberOfMessagesVisible",
            "NumberOfMessagesReceived",
            "NumberOfMessagesSent",
        },
        {frozenset({"QueueName"})},
    ),
    # Of web ACLs for CloudFront: others have a dimension Region.
    "AWS/WAFV2": (
        {"AllowedRequests", "BlockedRequests", "CountedRequests", "PassedRequests"},
        {frozenset({"Rule", "WebACL"})},
    ),
}
# Which type, by which attribute, a dimension's value names.
NAMED_BY = {
    "ApiId": ("aws_apigatewayv2_api", "id"),
    "DistributionId": ("aws_cloudfront_distribution", "id"),
    "EventBusName": ("aws_cloudwatch_event_bus", "name"),
    "FunctionName": ("aws_lambda_function", "function_name"),
    "QueueName": ("aws_sqs_queue", "name"),
    "RuleName": ("aws_cloudwatch_event_rule", "name"),
    "WebACL": ("aws_wafv2_web_acl", "name"),
}
FORMATS = {"dash", "hls", "mp4", "poster", "storyboard", "thumbnails"}


def exists(namespace: str, name: str, dimensions: dict[str, str]) -> bool:
    if namespace == "MediaPipeline":
        own = {dimension for dimension, names in OURS_BY.items() if name in names}
        formats = {dimensions["Format"]} if "Format" in dimensions else set()
        return (
            name in OURS | OF_THE_API | OF_WEBHOOKS
            and set(dimensions) == {"Environment", *own}
            and formats <= FORMATS
        )
    names, sets_of_dimensions = OF_AWS.get(namespace, (set(), set()))
    return name in names and frozenset(dimensions) in sets_of_dimensions
