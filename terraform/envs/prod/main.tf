# Two keys: the statement that lets EventBridge use a key cannot be narrowed to our
# rules. On a key of its own it gives access to messages and nothing else.

module "data_key" {
  source = "../../modules/kms"

  account_id  = var.account_id
  name_prefix = var.name_prefix
  purpose     = "data"
  key_alias   = var.data_key_alias
  key_arn     = var.data_key_arn

  # By their index: one(…) would wait for all of a module that needs this key.
  log_group_arns = concat(
    module.compute.log_group_arns,
    var.api == null ? [] : module.api[0].log_group_arns,
    length(var.webhooks) == 0 ? [] : module.webhooks[0].log_group_arns,
  )
  # A key of one's own has its policy elsewhere.
  policy_statements = concat(var.data_key_policy_statements, [
    for statement in var.cdn == null ? [] : module.cdn[0].data_key_policy_statements : statement if var.data_key_arn == null
  ])
}

module "messages_key" {
  source = "../../modules/kms"

  account_id  = var.account_id
  name_prefix = var.name_prefix
  purpose     = "messages"
  services    = ["cloudwatch", "events"]
  key_alias   = var.messages_key_alias
  key_arn     = var.messages_key_arn

  alarm_topic_arn   = var.alarm_topic_arn
  policy_statements = var.messages_key_policy_statements
}

# An upload arrives in the uploads bucket …

module "storage" {
  source = "../../modules/storage"

  account_id           = var.account_id
  bucket_names         = var.bucket_names
  cors_allowed_origins = var.cors_allowed_origins
  data_key_arn         = module.data_key.key_arn
  name_prefix          = var.name_prefix
  protect_data         = var.protect_data
  uploads_lifecycle    = var.uploads_lifecycle

  outputs_policy_statements = concat(
    var.outputs_policy_statements,
    var.cdn == null ? [] : module.cdn[0].outputs_policy_statements,
  )
  # Pages that may call the API send their files to the bucket.
  uploads_cors_allowed_origins = distinct(concat(var.uploads_cors_allowed_origins, var.api == null ? [] : var.api.allowed_origins))
}

# … becomes a message …

module "upload_events" {
  source = "../../modules/queue"

  account_id        = var.account_id
  event_pattern     = module.storage.upload_event_pattern
  max_receive_count = 12
  messages_key_arn  = module.messages_key.key_arn
  name_prefix       = var.name_prefix
  purpose           = "upload-events"
}

# … and an asset record, is transcoded …

module "asset_table" {
  source = "../../modules/asset_table"

  account_id   = var.account_id
  data_key_arn = module.data_key.key_arn
  name_prefix  = var.name_prefix
  protect_data = var.protect_data
}

module "mediaconvert" {
  source = "../../modules/mediaconvert"

  account_id           = var.account_id
  concurrent_jobs      = var.concurrent_jobs
  data_key_arn         = module.data_key.key_arn
  name_prefix          = var.name_prefix
  outputs_bucket_arn   = module.storage.outputs_bucket_arn
  quality_tuning_level = var.quality_tuning_level
  role_arn             = var.mediaconvert_role_arn
  transcoding_profiles = var.transcoding_profiles
  uploads_bucket_arn   = module.storage.uploads_bucket_arn

  permissions_boundary_arn = var.permissions_boundary_arn
}

# … whose job events come back as messages …

module "job_events" {
  source = "../../modules/queue"

  account_id        = var.account_id
  event_pattern     = module.mediaconvert.job_event_pattern
  max_receive_count = 6
  messages_key_arn  = module.messages_key.key_arn
  name_prefix       = var.name_prefix
  purpose           = "job-events"
}

# … and move the record, whose end is announced.

module "notifications" {
  source = "../../modules/notifications"

  account_id          = var.account_id
  messages_key_arn    = module.messages_key.key_arn
  name_prefix         = var.name_prefix
  publisher_role_arns = module.compute.publisher_role_arns
}

# Outputs that newer ones superseded wait for their removal: no rule, functions ask.

module "removals" {
  source = "../../modules/queue"

  account_id        = var.account_id
  max_receive_count = 12
  messages_key_arn  = module.messages_key.key_arn
  name_prefix       = var.name_prefix
  purpose           = "removals"
}

# So do assets for their erasure.

module "erasures" {
  source = "../../modules/queue"

  account_id        = var.account_id
  max_receive_count = 12
  messages_key_arn  = module.messages_key.key_arn
  name_prefix       = var.name_prefix
  purpose           = "erasures"
}

# The functions between them, …

module "compute" {
  source = "../../modules/compute"

  account_id       = var.account_id
  data_key_arn     = module.data_key.key_arn
  job_events       = module.job_events
  mediaconvert     = module.mediaconvert
  messages_key_arn = module.messages_key.key_arn
  name_prefix      = var.name_prefix
  notifications    = module.notifications
  package          = var.package
  request_queues   = { erasures = module.erasures, removals = module.removals, upload_events = module.upload_events }
  storage          = module.storage
  tables           = { assets = module.asset_table, upload_sessions = one(module.api[*].upload_sessions_table) }

  cdn                  = one(var.cdn == null ? [] : module.cdn[0].distribution)
  logs                 = var.logs
  processing           = var.processing
  reserved_concurrency = var.reserved_concurrency

  permissions_boundary_arn = var.permissions_boundary_arn
}

# … a way in over HTTP, …

module "api" {
  source = "../../modules/api"
  count  = var.api == null ? 0 : 1

  account_id       = var.account_id
  asset_table      = module.asset_table
  data_key_arn     = module.data_key.key_arn
  cdn              = one(var.cdn == null ? [] : module.cdn[0].playback)
  endpoint         = { allow_credentials = var.cdn != null, allowed_origins = var.api.allowed_origins, domain = var.api.domain }
  limits           = var.api.limits
  logs             = var.logs
  messages_key_arn = module.messages_key.key_arn
  name_prefix      = var.name_prefix
  package          = var.package
  processing       = module.compute.processing
  protect_data     = var.protect_data
  request_queues   = { erasures = module.erasures, upload_events = module.upload_events }
  storage          = module.storage

  tokens = var.api.tokens != null ? var.api.tokens : {
    audiences     = one(module.identity[*].audiences)
    issuer        = one(module.identity[*].issuer)
    scope_prefix  = one(module.identity[*].scope_prefix)
    subject_claim = null
  }

  permissions_boundary_arn = var.permissions_boundary_arn
}

# … and alarms and a dashboard for all of it.

module "observability" {
  source = "../../modules/observability"

  account_id                = var.account_id
  alarm_email               = var.alarm_email
  alarm_thresholds          = var.alarm_thresholds
  alarm_topic_arn           = var.alarm_topic_arn
  api                       = var.api == null ? null : { id = one(module.api[*].api_id) }
  asset_reconciler_dlq_name = module.compute.asset_reconciler_dlq_name
  cdn                       = one(module.edge[*].metrics)
  daily_estimate_alarm_usd  = var.daily_estimate_alarm_usd
  function_names            = merge(module.compute.function_names, one(module.api[*].function_names), one(module.webhooks[*].function_names))
  messages_key_arn          = module.messages_key.key_arn
  name_prefix               = var.name_prefix
  notifications             = module.notifications

  queues = merge(
    { upload-events = module.upload_events, job-events = module.job_events, removals = module.removals, erasures = module.erasures },
    one(module.webhooks[*].queues),
  )
}
