data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  timeout_seconds = 30

  partition = data.aws_partition.current.partition
  scope     = "${data.aws_region.current.id}:${var.account_id}"
  job_arns  = "arn:${local.partition}:mediaconvert:${local.scope}:jobs/*"

  # One function a file: its environment, its statements, its trigger.
  functions = {
    (local.ingest_orchestrator)   = module.ingest_orchestrator
    (local.job_status_processor)  = module.job_status_processor
    (local.asset_event_publisher) = module.asset_event_publisher
    (local.asset_reconciler)      = module.asset_reconciler
    (local.outputs_remover)       = module.outputs_remover
    (local.asset_eraser)          = module.asset_eraser
  }

  job_events_concurrency = 10
  removals_concurrency   = 2
  erasures_concurrency   = 2

  # What each function's trigger hands over at a time.
  least_concurrency = {
    (local.ingest_orchestrator)   = var.processing.processing_concurrency
    (local.job_status_processor)  = local.job_events_concurrency
    (local.asset_event_publisher) = 1
    (local.asset_reconciler)      = 1
    (local.outputs_remover)       = local.removals_concurrency
    (local.asset_eraser)          = local.erasures_concurrency
  }
}
