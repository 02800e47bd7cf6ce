data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  # Paths begin with it, so that a CDN can carry the API below /api beside what else it serves.
  stage = "api"

  partition  = data.aws_partition.current.partition
  region     = data.aws_region.current.id
  name       = "${var.name_prefix}-api"
  log_name   = "/aws/vendedlogs/apigateway/${local.name}"
  log_arn    = "arn:${local.partition}:logs:${local.region}:${var.account_id}:log-group:${local.log_name}"
  table_name = "${var.name_prefix}-upload-sessions"
  table_arn  = "arn:${local.partition}:dynamodb:${local.region}:${var.account_id}:table/${local.table_name}"

  endpoint = var.endpoint.domain == null ? aws_apigatewayv2_stage.this.invoke_url : "https://${var.endpoint.domain.name}"
}

resource "aws_apigatewayv2_api" "this" {
  name                         = local.name
  description                  = "Uploads and assets over HTTP"
  protocol_type                = "HTTP"
  disable_execute_api_endpoint = var.endpoint.domain != null

  # API Gateway answers preflights itself: no route takes OPTIONS. Tokens are in a header; pages of
  # the CDN's site must allow credentials to keep the cookies that playback sets.
  dynamic "cors_configuration" {
    for_each = length(var.endpoint.allowed_origins) > 0 ? [var.endpoint.allowed_origins] : []

    content {
      allow_credentials = var.endpoint.allow_credentials ? true : null

      allow_headers  = ["authorization", "content-type", "if-match", "if-none-match", "uppy-auth-token", "uppy-versions"]
      allow_methods  = distinct([for route in keys(local.routes) : split(" ", route)[0]])
      allow_origins  = cors_configuration.value
      expose_headers = ["apigw-requestid", "etag", "retry-after"]
      max_age        = 3600
    }
  }
}

resource "aws_apigatewayv2_authorizer" "this" {
  api_id           = aws_apigatewayv2_api.this.id
  name             = "tokens"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]

  jwt_configuration {
    audience = var.tokens.audiences
    issuer   = var.tokens.issuer
  }
}

resource "aws_apigatewayv2_stage" "this" {
  api_id      = aws_apigatewayv2_api.this.id
  name        = local.stage
  auto_deploy = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format          = jsonencode(local.access_log_fields)
  }
  # Metrics of each route would be custom ones, which cost more than all the rest of an idle API.
  default_route_settings {
    detailed_metrics_enabled = false
    throttling_burst_limit   = var.limits.burst
    throttling_rate_limit    = var.limits.requests_per_second
  }
  dynamic "route_settings" {
    for_each = local.route_limits

    content {
      route_key                = route_settings.key
      detailed_metrics_enabled = false
      throttling_burst_limit   = route_settings.value.burst
      throttling_rate_limit    = route_settings.value.requests_per_second
    }
  }

  # A stage takes settings of routes that it has.
  depends_on = [aws_apigatewayv2_route.open, aws_apigatewayv2_route.this]
}

resource "aws_cloudwatch_log_group" "access" {
  name              = local.log_name
  retention_in_days = var.logs.retention_days
  kms_key_id        = var.data_key_arn
}

# API Gateway has no metric of its own for what its limits refuse.
resource "aws_cloudwatch_log_metric_filter" "throttled" {
  name           = "${local.name}-throttled"
  log_group_name = aws_cloudwatch_log_group.access.name
  pattern        = "{ $.status = \"429\" }"

  metric_transformation {
    namespace  = "MediaPipeline"
    name       = "ApiRequestsThrottled"
    value      = "1"
    dimensions = { Environment = "$.environment" }
  }
}

locals {
  # Nothing of a person, and no token: the functions' logs tell the owner, as a hash.
  access_log_fields = {
    environment         = var.name_prefix
    authorizerError     = "$context.authorizer.error"
    error               = "$context.error.message"
    functionLatencyMs   = "$context.integration.latency"
    functionStatus      = "$context.integration.status"
    integrationError    = "$context.integration.error"
    protocol            = "$context.protocol"
    requestId           = "$context.requestId"
    requestTimeEpoch    = "$context.requestTimeEpoch"
    responseLatencyMs   = "$context.responseLatency"
    responseLengthBytes = "$context.responseLength"
    routeKey            = "$context.routeKey"
    status              = "$context.status"
  }
}
