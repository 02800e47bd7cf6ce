data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  # The one place that names the Lambda runtime.
  runtime      = "python3.13"
  architecture = "arm64"

  partition = data.aws_partition.current.partition
  scope     = "${data.aws_region.current.name}:${var.account_id}"

  # From names, not from resources: policies are complete in the plan, and the data
  # key's policy can name the log group, which needs that key.
  function_name  = "${var.name_prefix}-${var.name}"
  function_arn   = "arn:${local.partition}:lambda:${local.scope}:function:${local.function_name}"
  log_group_name = "/aws/lambda/${local.function_name}"
  log_group_arn  = "arn:${local.partition}:logs:${local.scope}:log-group:${local.log_group_name}"
  role_arn       = "arn:${local.partition}:iam::${var.account_id}:role/${local.function_name}"
}

resource "aws_lambda_function" "this" {
  #checkov:skip=CKV_AWS_116:The setting serves asynchronous calls; the caller gives such a function a destination, and mappings have dead-letter queues of their own
  #checkov:skip=CKV_AWS_117:The pipeline's functions call AWS's public endpoints alone, over TLS and under IAM; vpc_config is for a function with something to reach in a VPC
  #checkov:skip=CKV_AWS_272:The plan that is reviewed and applied pins the package by hash or object version; a signature would need a signing profile of the account
  function_name     = local.function_name
  description       = var.description
  role              = aws_iam_role.this.arn
  filename          = var.package.path
  source_code_hash  = var.package.path == null ? null : filebase64sha256(var.package.path)
  s3_bucket         = var.package.s3_bucket
  s3_key            = var.package.s3_key
  s3_object_version = var.package.s3_object_version
  handler           = var.handler
  runtime           = local.runtime
  architectures     = [local.architecture]
  layers            = var.layers
  memory_size       = var.limits.memory_mb
  timeout           = var.limits.timeout_seconds
  kms_key_arn       = var.data_key_arn

  # -1: shares the account's concurrency.
  reserved_concurrent_executions = coalesce(var.limits.reserved_concurrency, -1)

  environment {
    variables = merge(var.environment, {
      # Service models of the package, which botocore reads before the runtime's own.
      AWS_DATA_PATH                = "$LAMBDA_TASK_ROOT/service_models"
      NAME_PREFIX                  = var.name_prefix
      POWERTOOLS_LOG_LEVEL         = var.logs.level
      POWERTOOLS_METRICS_NAMESPACE = "MediaPipeline"
      POWERTOOLS_SERVICE_NAME      = "media-pipeline"
    })
  }
  tracing_config {
    mode = var.tracing ? "Active" : "PassThrough"
  }
  dynamic "vpc_config" {
    for_each = var.vpc_config == null ? [] : [var.vpc_config]

    content {
      security_group_ids = vpc_config.value.security_group_ids
      subnet_ids         = vpc_config.value.subnet_ids
    }
  }

  # Without its log group and its permissions a first call would leave no trace.
  depends_on = [aws_cloudwatch_log_group.this, aws_iam_role_policy.this]
}

resource "aws_cloudwatch_log_group" "this" {
  name              = local.log_group_name
  retention_in_days = var.logs.retention_days
  kms_key_id        = var.data_key_arn
}
