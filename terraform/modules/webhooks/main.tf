data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  # By the name of the endpoint: what its queue is for.
  purposes = { for name in keys(var.endpoints) : name => "webhook-${name}" }

  # The types of webhooks, and the detail type that is announced.
  detail_types = {
    "asset.completed" = "Asset Completed"
    "asset.created"   = "Asset Created"
    "asset.deleted"   = "Asset Deleted"
    "asset.failed"    = "Asset Failed"
    "asset.progress"  = "Asset Progress"
    "upload.expired"  = "Upload Expired"
  }

  # How long the function may take, of which a receiver has 15 s.
  timeout_seconds = 30

  # At a time, of each endpoint: one that is slow takes no more of the account's.
  concurrency = 5
}

# Seven tries; the other receives are for faults between a try and its outcome.
module "queue" {
  source   = "../queue"
  for_each = local.purposes

  account_id        = var.account_id
  event_bus_name    = var.event_bus_name
  max_receive_count = 12
  messages_key_arn  = var.messages_key_arn
  name_prefix       = var.name_prefix
  purpose           = each.value

  event_pattern = jsonencode({
    source      = ["media-pipeline"]
    detail-type = [for type in var.endpoints[each.key].types : local.detail_types[type]]
  })
}

# One message at a time: a receiver may take as long as the function has.
resource "aws_lambda_event_source_mapping" "this" {
  for_each = module.queue

  function_name           = module.webhook_sender.function_arn
  event_source_arn        = each.value.queue_arn
  batch_size              = 1
  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = local.concurrency
  }
}
