locals {
  ingest_orchestrator = "ingest-orchestrator"

  # An instance waits for its turns at CreateJob: a batch holds no more uploads than it
  # has turns in one invocation.
  seconds_between_turns    = var.processing.processing_concurrency / var.processing.create_jobs_per_second
  turns_seconds            = local.timeout_seconds * 2 / 3
  upload_events_batch_size = max(1, min(5, floor(local.turns_seconds / local.seconds_between_turns)))

  upload_sessions_environment = var.tables.upload_sessions == null ? {} : { UPLOAD_SESSIONS_TABLE_NAME = var.tables.upload_sessions.name }

  unknown_profiles_by_key_prefix = setsubtract([for profile in values(var.processing.transcoding_profiles_by_key_prefix) : coalesce(profile, "null")], var.mediaconvert.profile_names)
  prefixes_of_no_upload          = [for prefix in keys(var.processing.transcoding_profiles_by_key_prefix) : jsonencode(prefix) if !startswith(prefix, var.storage.uploads_prefix)]
}

module "ingest_orchestrator" {
  source = "../function"

  account_id       = var.account_id
  data_key_arn     = var.data_key_arn
  description      = "Turns uploads into MediaConvert jobs"
  handler          = "handlers.ingest_orchestrator.handler"
  logs             = var.logs
  messages_key_arn = var.messages_key_arn
  name             = local.ingest_orchestrator
  name_prefix      = var.name_prefix
  package          = var.package
  statements       = [data.aws_iam_policy_document.ingest_orchestrator.json]

  limits = {
    reserved_concurrency = lookup(var.reserved_concurrency, local.ingest_orchestrator, null)
    timeout_seconds      = local.timeout_seconds
  }
  environment = merge(local.upload_sessions_environment, {
    ASSET_TABLE_NAME                   = var.tables.assets.table_name
    CREATE_JOBS_BURST                  = var.processing.create_jobs_burst
    CREATE_JOBS_PER_SECOND             = var.processing.create_jobs_per_second
    DATA_KEY_ARN                       = var.data_key_arn
    LEASE_SECONDS                      = local.timeout_seconds * 3 / 2
    MAX_ESTIMATE_USD                   = var.processing.max_estimate_usd
    MAX_SOURCE_DURATION_SECONDS        = var.processing.max_source_duration_seconds
    MAX_SOURCE_SIZE_BYTES              = var.processing.max_source_size_bytes
    MEDIACONVERT_ROLE_ARN              = var.mediaconvert.role_arn
    OUTPUTS_BUCKET_NAME                = var.storage.outputs_bucket_name
    PROCESSING_CONCURRENCY             = var.processing.processing_concurrency
    PROFILES_PATH                      = var.mediaconvert.profiles_path
    STATUS_UPDATE_INTERVAL_SECONDS     = var.processing.status_update_interval_seconds
    SUPERSEDED_OUTPUTS_DAYS            = var.processing.superseded_outputs_days
    TRANSCODE_QUEUE_ARN                = var.mediaconvert.queue_arn
    TRANSCODING_PROFILE                = var.processing.transcoding_profile
    TRANSCODING_PROFILES_BY_KEY_PREFIX = jsonencode(var.processing.transcoding_profiles_by_key_prefix)
    UPLOADS_BUCKET_NAME                = var.storage.uploads_bucket_name
    UPLOADS_PREFIX                     = var.storage.uploads_prefix
    UPLOAD_EVENTS_DLQ_URL              = var.request_queues.upload_events.dlq_url
    UPLOAD_EVENTS_QUEUE_URL            = var.request_queues.upload_events.queue_url
  })

  permissions_boundary_arn = var.permissions_boundary_arn
}

data "aws_iam_policy_document" "ingest_orchestrator" {
  source_policy_documents = [data.aws_iam_policy_document.queue_reader["upload_events"].json]

  statement {
    sid       = "ClaimAndRecordAssets"
    actions   = ["dynamodb:GetItem", "dynamodb:PutItem"]
    resources = [var.tables.assets.table_arn]
  }
  # Marks what arrived, and reads what its client said of it.
  dynamic "statement" {
    for_each = var.tables.upload_sessions == null ? [] : [var.tables.upload_sessions.arn]

    content {
      sid       = "MarkUploadSessions"
      actions   = ["dynamodb:UpdateItem"]
      resources = [statement.value]
    }
  }
  statement {
    sid       = "ReadProfiles"
    actions   = ["ssm:GetParameter"]
    resources = ["arn:${local.partition}:ssm:${local.scope}:parameter${var.mediaconvert.profiles_path}/*"]
  }
  # Probe has no resource type. It reads S3 with its caller's permissions.
  statement {
    sid       = "ProbeUploads"
    actions   = ["mediaconvert:Probe"]
    resources = ["*"]
  }
  statement {
    sid       = "ReadUploadsForProbe"
    actions   = ["s3:GetObject"]
    resources = ["${var.storage.uploads_bucket_arn}/${var.storage.uploads_prefix}*"]
  }
  # An event that is older than any message, of an upload that has no record: it may be erased.
  statement {
    sid       = "TellErasedUploads"
    actions   = ["s3:ListBucketVersions"]
    resources = [var.storage.uploads_bucket_arn]

    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = ["${var.storage.uploads_prefix}*"]
    }
  }
  # Finds caption files beside a video, too. Without it, a deleted upload is denied as if a permission
  # were missing.
  statement {
    sid       = "TellDeletedUploads"
    actions   = ["s3:ListBucket"]
    resources = [var.storage.uploads_bucket_arn]

    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = ["${var.storage.uploads_prefix}*"]
    }
  }
  statement {
    sid       = "SubmitAndFindJobs"
    actions   = ["mediaconvert:CreateJob", "mediaconvert:ListJobs"]
    resources = [var.mediaconvert.queue_arn]
  }
  statement {
    sid       = "GiveJobsTheirRole"
    actions   = ["iam:PassRole"]
    resources = [var.mediaconvert.role_arn]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["mediaconvert.amazonaws.com"]
    }
  }
}

resource "aws_lambda_event_source_mapping" "upload_events" {
  function_name           = module.ingest_orchestrator.function_arn
  event_source_arn        = var.request_queues.upload_events.queue_arn
  batch_size              = local.upload_events_batch_size
  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = var.processing.processing_concurrency
  }
  lifecycle {
    precondition {
      condition     = var.request_queues.upload_events.visibility_timeout_seconds >= 6 * local.timeout_seconds
      error_message = "The upload_events queue needs a visibility timeout of at least 6 times the function's ${local.timeout_seconds} s."
    }
    precondition {
      condition     = local.seconds_between_turns <= local.turns_seconds
      error_message = "processing_concurrency may be at most ${local.turns_seconds} times create_jobs_per_second: more batches at a time would only wait for MediaConvert's quota."
    }
    precondition {
      condition     = contains(var.mediaconvert.profile_names, var.processing.transcoding_profile)
      error_message = "transcoding_profile \"${var.processing.transcoding_profile}\" is not a profile of this pipeline: ${join(", ", var.mediaconvert.profile_names)}."
    }
    precondition {
      condition     = length(local.unknown_profiles_by_key_prefix) == 0
      error_message = "transcoding_profiles_by_key_prefix names ${join(", ", local.unknown_profiles_by_key_prefix)}, which is not among the profiles of this pipeline: ${join(", ", var.mediaconvert.profile_names)}."
    }
    precondition {
      condition     = length(local.prefixes_of_no_upload) == 0
      error_message = "transcoding_profiles_by_key_prefix must have prefixes of uploads' keys, such as ${var.storage.uploads_prefix}podcasts/, not ${join(", ", local.prefixes_of_no_upload)}."
    }
  }
}
