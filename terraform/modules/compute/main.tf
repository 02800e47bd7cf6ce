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

  # Named once more, not read from `functions`: these hold policies that name the
  # keys, and the keys' policies name log groups and roles.
  function_names = {
    for role in ["ingest-orchestrator", "job-status-processor", "asset-event-publisher", "asset-reconciler"] :
    role => "${var.name_prefix}-${role}"
  }
  log_group_arns = {
    for role, name in local.function_names :
    role => "arn:${local.partition}:logs:${local.scope}:log-group:/aws/lambda/${name}"
  }
}

locals {
  job_events_concurrency = 10

  # Of the functions fed by queues: what their mappings hand over at a time.
  least_concurrency = {
    ingest-orchestrator   = var.settings.processing_concurrency
    job-status-processor  = local.job_events_concurrency
    asset-event-publisher = 1
    asset-reconciler      = 1
  }
}

resource "aws_lambda_function" "this" {
  #checkov:skip=CKV_AWS_116:What fails goes to the dead-letter queue of its mapping, or to the destination of the one function that is invoked asynchronously
  #checkov:skip=CKV_AWS_117:The functions call AWS's public endpoints alone, over TLS and under IAM; there is nothing in a VPC for them to reach
  #checkov:skip=CKV_AWS_272:The package's hash is in the plan that is reviewed and applied; a signature would need a signing profile of the account
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

  # -1: shares the account's concurrency.
  reserved_concurrent_executions = lookup(var.settings.reserved_concurrency, each.key, -1)

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

  lifecycle {
    precondition {
      condition = alltrue([
        for role, executions in var.settings.reserved_concurrency :
        executions >= lookup(local.least_concurrency, role, 1001)
      ])
      error_message = "reserved_concurrency is by role, at least ${jsonencode(local.least_concurrency)}: with fewer than its mapping hands over, messages are thrown back unread."
    }
  }

  # Without its log group and its permissions a first call would go unseen.
  depends_on = [aws_cloudwatch_log_group.this, aws_iam_role_policy.this]
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = local.function_names

  name              = "/aws/lambda/${each.value}"
  retention_in_days = var.settings.log_retention_days
  kms_key_id        = var.data_key_arn
}
