provider "aws" {
  region              = var.region
  allowed_account_ids = [var.account_id]
}

# The keys are yours: these two make nothing, and say what the policies of the keys need.

module "data_key" {
  source = "git::https://git.example.com/platform/media-pipeline.git//terraform/modules/kms?ref=v0.2.0"

  account_id     = var.account_id
  key_arn        = var.data_key_arn
  log_group_arns = module.compute.log_group_arns
  name_prefix    = var.name_prefix
  purpose        = "data"
}

module "messages_key" {
  source = "git::https://git.example.com/platform/media-pipeline.git//terraform/modules/kms?ref=v0.2.0"

  account_id      = var.account_id
  alarm_topic_arn = var.alarm_topic_arn
  key_arn         = var.messages_key_arn
  name_prefix     = var.name_prefix
  purpose         = "messages"
  services        = ["cloudwatch", "events"]
}

module "storage" {
  source = "git::https://git.example.com/platform/media-pipeline.git//terraform/modules/storage?ref=v0.2.0"

  account_id   = var.account_id
  bucket_names = var.bucket_names
  data_key_arn = var.data_key_arn
  name_prefix  = var.name_prefix
}

module "upload_events" {
  source = "git::https://git.example.com/platform/media-pipeline.git//terraform/modules/queue?ref=v0.2.0"

  account_id        = var.account_id
  event_pattern     = module.storage.upload_event_pattern
  max_receive_count = 12
  messages_key_arn  = var.messages_key_arn
  name_prefix       = var.name_prefix
  purpose           = "upload-events"
}

module "asset_table" {
  source = "git::https://git.example.com/platform/media-pipeline.git//terraform/modules/asset_table?ref=v0.2.0"

  account_id   = var.account_id
  data_key_arn = var.data_key_arn
  name_prefix  = var.name_prefix
}

module "mediaconvert" {
  source = "git::https://git.example.com/platform/media-pipeline.git//terraform/modules/mediaconvert?ref=v0.2.0"

  account_id         = var.account_id
  data_key_arn       = var.data_key_arn
  name_prefix        = var.name_prefix
  outputs_bucket_arn = module.storage.outputs_bucket_arn
  role_arn           = var.mediaconvert_role_arn
  uploads_bucket_arn = module.storage.uploads_bucket_arn
}

module "job_events" {
  source = "git::https://git.example.com/platform/media-pipeline.git//terraform/modules/queue?ref=v0.2.0"

  account_id        = var.account_id
  event_pattern     = module.mediaconvert.job_event_pattern
  max_receive_count = 6
  messages_key_arn  = var.messages_key_arn
  name_prefix       = var.name_prefix
  purpose           = "job-events"
}

module "notifications" {
  source = "git::https://git.example.com/platform/media-pipeline.git//terraform/modules/notifications?ref=v0.2.0"

  account_id          = var.account_id
  messages_key_arn    = var.messages_key_arn
  name_prefix         = var.name_prefix
  publisher_role_arns = module.compute.publisher_role_arns
}

module "removals" {
  source = "git::https://git.example.com/platform/media-pipeline.git//terraform/modules/queue?ref=v0.2.0"

  account_id        = var.account_id
  max_receive_count = 12
  messages_key_arn  = var.messages_key_arn
  name_prefix       = var.name_prefix
  purpose           = "removals"
}

module "erasures" {
  source = "git::https://git.example.com/platform/media-pipeline.git//terraform/modules/queue?ref=v0.2.0"

  account_id        = var.account_id
  max_receive_count = 12
  messages_key_arn  = var.messages_key_arn
  name_prefix       = var.name_prefix
  purpose           = "erasures"
}

module "compute" {
  source = "git::https://git.example.com/platform/media-pipeline.git//terraform/modules/compute?ref=v0.2.0"

  account_id       = var.account_id
  data_key_arn     = var.data_key_arn
  job_events       = module.job_events
  mediaconvert     = module.mediaconvert
  messages_key_arn = var.messages_key_arn
  name_prefix      = var.name_prefix
  notifications    = module.notifications
  package          = var.package
  request_queues   = { erasures = module.erasures, removals = module.removals, upload_events = module.upload_events }
  storage          = module.storage
  tables           = { assets = module.asset_table }
}

module "observability" {
  source = "git::https://git.example.com/platform/media-pipeline.git//terraform/modules/observability?ref=v0.2.0"

  account_id                = var.account_id
  alarm_topic_arn           = var.alarm_topic_arn
  asset_reconciler_dlq_name = module.compute.asset_reconciler_dlq_name
  function_names            = module.compute.function_names
  messages_key_arn          = var.messages_key_arn
  name_prefix               = var.name_prefix
  notifications             = module.notifications
  queues                    = { upload-events = module.upload_events, job-events = module.job_events, removals = module.removals, erasures = module.erasures }
}
