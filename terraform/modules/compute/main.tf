data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  # The one place that names the Lambda runtime.
  runtime      = "python3.13"
  architecture = "arm64"

  timeout_seconds = 30

  partition = data.aws_partition.current.partition
  scope     = "${data.aws_region.current.name}:${var.account_id}"
  job_arns  = "arn:${local.partition}:mediaconvert:${local.scope}:jobs/*"

  # One function a file: its environment, its statements, its trigger.
  functions = {
    ingest-orchestrator   = local.ingest_orchestrator
    job-status-processor  = local.job_status_processor
    asset-event-publisher = local.asset_event_publisher
    asset-reconciler      = local.asset_reconciler
  }
  function_names = { for role in keys(local.functions) : role => "${var.name_prefix}-${role}" }
  log_group_arns = {
    for role, name in local.function_names :
    role => "arn:${local.partition}:logs:${local.scope}:log-group:/aws/lambda/${name}"
  }
}

resource "aws_lambda_function" "this" {
  #checkov:skip=CKV_AWS_115:Pace comes from the mapping's maximum concurrency; reserving would take it from the rest of the account
  #checkov:skip=CKV_AWS_116:Messages that fail go to the dead-letter queue of their source, not of the function
  #checkov:skip=CKV_AWS_117:No function reaches into a VPC
  #checkov:skip=CKV_AWS_272:The package is pinned by its hash in the plan
  for_each = local.functions

  function_name    = local.function_names[each.key]
  description      = each.value.description
  role             = aws_iam_role.this[each.key].arn
  filename         = var.package_path
  source_code_hash = filebase64sha256(var.package_path)
  handler          = "handlers.${replace(each.key, "-", "_")}.handler"
  runtime          = local.runtime
  architectures    = [local.architecture]
  memory_size      = 512
  timeout          = local.timeout_seconds
  kms_key_arn      = var.data_key_arn

  environment {
    variables = merge(each.value.environment, {
      NAME_PREFIX                  = var.name_prefix
      POWERTOOLS_LOG_LEVEL         = var.settings.log_level
      POWERTOOLS_METRICS_NAMESPACE = "MediaPipeline"
      POWERTOOLS_SERVICE_NAME      = "media-pipeline"
    })
  }
  tracing_config {
    mode = "Active"
  }

  # Without its log group and its permissions a first call would go unseen.
  depends_on = [aws_cloudwatch_log_group.this, aws_iam_role_policy.this]
}

resource "aws_cloudwatch_log_group" "this" {
  #checkov:skip=CKV_AWS_338:Retention is a value of the environment; prod keeps 365 days
  for_each = local.function_names

  name              = "/aws/lambda/${each.value}"
  retention_in_days = var.settings.log_retention_days
  kms_key_id        = var.data_key_arn
}
