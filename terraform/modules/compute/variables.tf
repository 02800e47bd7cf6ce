variable "account_id" {
  description = "The account that runs the functions (12 digits)."
  type        = string
}

variable "asset_table" {
  description = "The asset table: outputs of the module asset_table."
  type        = object({ stream_arn = string, table_arn = string, table_name = string })
}

variable "data_key_arn" {
  description = "ARN of the KMS key that encrypts buckets, table and logs."
  type        = string
}

variable "job_events" {
  description = "The queue of MediaConvert's job events: outputs of a module queue."
  type = object({
    dlq_arn = string, dlq_url = string, queue_arn = string, queue_url = string, visibility_timeout_seconds = number
  })
}

variable "mediaconvert" {
  description = "Where jobs run: outputs of the module mediaconvert."
  type        = object({ profile_names = list(string), profiles_path = string, queue_arn = string, role_arn = string })
}

variable "messages_key_arn" {
  description = "ARN of the KMS key that encrypts queues, topics and the event bus."
  type        = string
}

variable "name_prefix" {
  description = "First part of every name in this pipeline."
  type        = string
}

variable "notifications" {
  description = "Where assets are announced: outputs of the module notifications."
  type        = object({ bus_arn = string, bus_name = string, dlq_arn = string })
}

variable "package_path" {
  description = "Path of the zip with handlers and their dependencies, as `make package` builds it."
  type        = string
}

variable "storage" {
  description = "The buckets: outputs of the module storage."
  type = object({
    outputs_bucket_name = string, uploads_bucket_arn = string, uploads_bucket_name = string, uploads_prefix = string
  })
}

variable "upload_events" {
  description = "The queue of upload events: outputs of a module queue."
  type = object({
    dlq_arn = string, dlq_url = string, queue_arn = string, queue_url = string, visibility_timeout_seconds = number
  })
}

variable "settings" {
  description = <<-EOT
    What differs between environments in how uploads are processed.
    - `create_jobs_per_second`, `create_jobs_burst`: how many calls of CreateJob MediaConvert takes from this pipeline: its quota in the account, or less where others use it too. Uploads wait for their turn.
    - `processing_concurrency`: batches of uploads handled at a time, 2 to 1000, and at most 20 times `create_jobs_per_second`. They share the pace between them.
    - `transcoding_profile`: name of the profile that new uploads get.
    - `status_update_interval_seconds`: how often MediaConvert reports progress.
    - `max_source_size_bytes`, `max_source_duration_seconds`: larger uploads end FAILED without a job.
    - `max_attempts`: how often an upload is tried, the first time included, where its jobs fail for a reason that may pass.
    - `pending_threshold_seconds`, `processing_threshold_seconds`: the reconciler looks at assets of this status whose record is that old. Retries of CreateJob come up to 900 s apart.
    - `stalled_after_seconds`: an attempt whose jobs could not be submitted in that time ends FAILED.
    - `log_level`, `log_retention_days`: of every function.
    - `permissions_boundary_arn`: the policy that bounds every role. null: none.
    - `reserved_concurrency`: executions kept for a function, by role, taken from the account's, and the most it gets. Left out: none kept, none capped.
  EOT
  type = object({
    create_jobs_burst              = optional(number, 100)
    create_jobs_per_second         = optional(number, 2)
    log_level                      = optional(string, "INFO")
    log_retention_days             = optional(number, 365)
    max_attempts                   = optional(number, 3)
    max_source_duration_seconds    = optional(number, 4 * 3600)
    max_source_size_bytes          = optional(number, 50 * 1024 * 1024 * 1024)
    pending_threshold_seconds      = optional(number, 900)
    permissions_boundary_arn       = optional(string)
    processing_concurrency         = optional(number, 2)
    processing_threshold_seconds   = optional(number, 3600)
    reserved_concurrency           = optional(map(number), {})
    stalled_after_seconds          = optional(number, 24 * 3600)
    status_update_interval_seconds = optional(number, 600)
    transcoding_profile            = optional(string, "default")
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["DEBUG", "INFO", "WARNING", "ERROR"], var.settings.log_level)
    error_message = "log_level must be DEBUG, INFO, WARNING or ERROR."
  }
  validation {
    condition = contains(
      [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
      var.settings.log_retention_days
    )
    error_message = "log_retention_days must be a retention that CloudWatch Logs knows: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
  validation {
    condition = alltrue([
      for limit in [var.settings.max_source_duration_seconds, var.settings.max_source_size_bytes] :
      limit > 0 && floor(limit) == limit
    ])
    error_message = "max_source_duration_seconds and max_source_size_bytes must be whole numbers above 0."
  }
  validation {
    condition     = contains(range(1, 11), var.settings.max_attempts)
    error_message = "max_attempts must be a whole number from 1 (no retries) to 10."
  }
  validation {
    condition = alltrue([
      for seconds in [
        var.settings.pending_threshold_seconds,
        var.settings.processing_threshold_seconds,
        var.settings.stalled_after_seconds,
      ] : seconds >= 60 && floor(seconds) == seconds
    ])
    error_message = "pending_threshold_seconds, processing_threshold_seconds and stalled_after_seconds must be whole numbers from 60: a delivery at work needs its lease."
  }
  validation {
    condition     = var.settings.stalled_after_seconds > var.settings.pending_threshold_seconds
    error_message = "stalled_after_seconds must be above pending_threshold_seconds: an attempt is asked for again before it is given up."
  }
  validation {
    condition = (
      var.settings.create_jobs_per_second > 0
      && var.settings.create_jobs_burst >= 1 && floor(var.settings.create_jobs_burst) == var.settings.create_jobs_burst
    )
    error_message = "create_jobs_per_second must be above 0, and create_jobs_burst a whole number from 1."
  }
  validation {
    condition = (
      var.settings.processing_concurrency >= 2 && var.settings.processing_concurrency <= 1000
      && floor(var.settings.processing_concurrency) == var.settings.processing_concurrency
    )
    error_message = "processing_concurrency must be a whole number from 2 to 1000: an SQS event source mapping takes no less than 2."
  }
  validation {
    condition = contains(
      [10, 12, 15, 20, 30, 60, 120, 180, 240, 300, 360, 420, 480, 540, 600],
      var.settings.status_update_interval_seconds
    )
    error_message = "status_update_interval_seconds must be an interval that MediaConvert knows: 10, 12, 15, 20, 30, 60, 120, 180, 240, 300, 360, 420, 480, 540 or 600."
  }
}
