variable "account_id" {
  description = "The account that runs the functions (12 digits)."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be the 12 digits of an AWS account; `aws sts get-caller-identity` prints yours."
  }
}

variable "data_key_arn" {
  description = "ARN of the KMS key that encrypts buckets, table and logs."
  type        = string
}

variable "job_events" {
  description = "The queue of MediaConvert's job events: outputs of a module queue."
  type = object({
    dlq_arn                    = string
    dlq_url                    = string
    max_receive_count          = number
    queue_arn                  = string
    queue_url                  = string
    visibility_timeout_seconds = number
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

  validation {
    condition     = can(regex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", var.name_prefix))
    error_message = "name_prefix must be small letters, digits and single hyphens, and start with a letter, such as media-dev."
  }
  validation {
    condition     = length(var.name_prefix) <= 38
    error_message = "name_prefix must have at most 38 characters: the access-logs bucket's name adds 25 and ends at 63."
  }
}

variable "notifications" {
  description = "Where assets are announced: outputs of the module notifications."
  type        = object({ bus_arn = string, bus_name = string, dlq_arn = string })
}

variable "package" {
  description = <<-EOT
    The zip with handlers and their dependencies, as `make package` builds it: a file, or an object in S3.
    - `path`: a file on the machine that applies. Its hash is in the plan.
    - `s3_bucket`, `s3_key`: an object that whoever applies may read.
    - `s3_object_version`: the object's version, needed wherever a new package is put under the same key. Without it Terraform does not see that the object changed.
  EOT
  type = object({
    path              = optional(string)
    s3_bucket         = optional(string)
    s3_key            = optional(string)
    s3_object_version = optional(string)
  })
  nullable = false

  validation {
    condition = (
      (var.package.s3_bucket == null) == (var.package.s3_key == null)
      && (var.package.path == null) != (var.package.s3_bucket == null)
      && (var.package.s3_object_version == null || var.package.s3_bucket != null)
    )
    error_message = "package must be either { path = \"build/lambda.zip\" } or { s3_bucket = \"releases\", s3_key = \"lambda.zip\" }, the latter with s3_object_version if the bucket keeps versions."
  }
  validation {
    condition     = var.package.path == null ? true : fileexists(var.package.path)
    error_message = "There is no file at package.path: run `make package` at the project's root first."
  }
}

variable "request_queues" {
  description = "The queues of what is asked for: attempts, beside upload events; outputs to remove, and assets to erase. Outputs of modules queue."
  type = object({
    erasures = object({
      dlq_arn = string, dlq_url = string, queue_arn = string, queue_url = string, visibility_timeout_seconds = number
    })
    removals = object({
      dlq_arn = string, dlq_url = string, queue_arn = string, queue_url = string, visibility_timeout_seconds = number
    })
    upload_events = object({
      dlq_arn = string, dlq_url = string, queue_arn = string, queue_url = string, visibility_timeout_seconds = number
    })
  })
}

variable "storage" {
  description = "The buckets: outputs of the module storage."
  type = object({
    outputs_bucket_arn = string, outputs_bucket_name = string, uploads_bucket_arn = string, uploads_bucket_name = string, uploads_prefix = string
  })
}

variable "tables" {
  description = "The asset table, as the module asset_table puts it out, and the table of upload sessions, as the module api does; null: there is no API."
  type = object({
    assets          = object({ stream_arn = string, table_arn = string, table_name = string })
    upload_sessions = optional(object({ arn = string, name = string }))
  })
  nullable = false
}

variable "cdn" {
  description = "The CDN that outputs are played from: what is erased or superseded is taken out of its caches, and announcements name its URLs. null: there is none."
  type        = object({ distribution_arn = string, distribution_id = string, domain_name = string })
  default     = null
}

variable "logs" {
  description = <<-EOT
    The functions' logs.
    - `level`: the least severe lines that are written: DEBUG, INFO, WARNING or ERROR.
    - `retention_days`: how long CloudWatch Logs keeps them.
  EOT
  type = object({
    level          = optional(string, "INFO")
    retention_days = optional(number, 365)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["DEBUG", "INFO", "WARNING", "ERROR"], var.logs.level)
    error_message = "logs.level must be DEBUG, INFO, WARNING or ERROR."
  }
  validation {
    condition = contains(
      [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
      var.logs.retention_days
    )
    error_message = "logs.retention_days must be a retention that CloudWatch Logs knows: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "permissions_boundary_arn" {
  description = "ARN of the policy that bounds every role of this module. null: none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null ? true : can(regex("^arn:[a-z-]+:iam::([0-9]{12}|aws):policy/", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be the ARN of an IAM policy, such as arn:aws:iam::111122223333:policy/boundary, or null."
  }
}

variable "processing" {
  description = <<-EOT
    How uploads are processed.
    - `create_jobs_per_second`, `create_jobs_burst`: how many calls of CreateJob this pipeline may make: MediaConvert's quota in the account, or less where others use it too. Uploads wait for their turn.
    - `processing_concurrency`: batches of uploads handled at a time, 2 to 1000, and at most 20 times `create_jobs_per_second`. They share that pace.
    - `transcoding_profile`: name of the profile that new uploads get.
    - `transcoding_profiles_by_key_prefix`: names of profiles by prefix of the upload's key, such as `uploads/podcasts/`. Of several prefixes the longest decides. No prefix: `transcoding_profile`.
    - `status_update_interval_seconds`: how often MediaConvert reports progress.
    - `max_source_size_bytes`, `max_source_duration_seconds`: larger uploads end FAILED without a job.
    - `max_estimate_usd`: so do uploads whose jobs may cost more than so many US dollars in one attempt, as estimated from `lambda_src/pipeline/transcoding/prices.py`.
    - `max_attempts`: how often an upload is tried in all, if its jobs fail for a transient reason.
    - `pending_threshold_seconds`, `processing_threshold_seconds`: age of the record at which the reconciler looks at an asset of this status. Retries of CreateJob come up to 900 s apart.
    - `stalled_after_seconds`: an attempt that has not submitted its jobs by then ends FAILED.
    - `retention_days`: an asset that ended is erased, with its upload, once its record was not written for so many days. null: never.
    - `superseded_outputs_days`: how long outputs stay once a newer attempt of their asset SUCCEEDED, or once theirs failed while an older one is served, 1 to 1000.
  EOT
  type = object({
    create_jobs_burst              = optional(number, 100)
    create_jobs_per_second         = optional(number, 2)
    max_attempts                   = optional(number, 3)
    max_estimate_usd               = optional(number, 25)
    max_source_duration_seconds    = optional(number, 4 * 3600)
    max_source_size_bytes          = optional(number, 50 * 1024 * 1024 * 1024)
    pending_threshold_seconds      = optional(number, 900)
    processing_concurrency         = optional(number, 2)
    processing_threshold_seconds   = optional(number, 3600)
    stalled_after_seconds          = optional(number, 24 * 3600)
    status_update_interval_seconds = optional(number, 600)
    retention_days                 = optional(number)
    superseded_outputs_days        = optional(number, 7)
    transcoding_profile            = optional(string, "default")

    transcoding_profiles_by_key_prefix = optional(map(string), {})
  })
  default  = {}
  nullable = false

  validation {
    condition     = length(jsonencode(var.processing.transcoding_profiles_by_key_prefix)) <= 2000
    error_message = "transcoding_profiles_by_key_prefix must fit into 2000 characters of JSON: Lambda takes 4 KB for all environment variables of a function."
  }

  validation {
    condition = alltrue([
      for limit in [var.processing.max_source_duration_seconds, var.processing.max_source_size_bytes] :
      limit > 0 && floor(limit) == limit
    ])
    error_message = "max_source_duration_seconds and max_source_size_bytes must be whole numbers above 0."
  }
  validation {
    condition     = var.processing.max_estimate_usd > 0
    error_message = "max_estimate_usd must be above 0: US dollars that the jobs of one upload may cost, such as 25."
  }
  validation {
    condition     = contains(range(1, 11), var.processing.max_attempts)
    error_message = "max_attempts must be a whole number from 1 (no retries) to 10."
  }
  validation {
    condition     = contains(range(1, 1001), var.processing.superseded_outputs_days)
    error_message = "superseded_outputs_days must be a whole number from 1 to 1000: whoever plays the old outputs needs time to learn of the new ones."
  }
  validation {
    condition     = var.processing.retention_days == null ? true : var.processing.retention_days >= 1 && var.processing.retention_days <= 10000 && floor(var.processing.retention_days) == var.processing.retention_days
    error_message = "retention_days must be a whole number from 1 to 10000, or null: what it erases is gone for good."
  }
  validation {
    condition = alltrue([
      for seconds in [
        var.processing.pending_threshold_seconds,
        var.processing.processing_threshold_seconds,
        var.processing.stalled_after_seconds,
      ] : seconds >= 60 && floor(seconds) == seconds
    ])
    error_message = "pending_threshold_seconds, processing_threshold_seconds and stalled_after_seconds must be whole numbers from 60: a delivery at work needs its lease."
  }
  validation {
    condition     = var.processing.stalled_after_seconds > var.processing.pending_threshold_seconds
    error_message = "stalled_after_seconds must be above pending_threshold_seconds: an attempt is asked for again before it is given up."
  }
  validation {
    condition = (
      var.processing.create_jobs_per_second > 0
      && var.processing.create_jobs_burst >= 1 && floor(var.processing.create_jobs_burst) == var.processing.create_jobs_burst
    )
    error_message = "create_jobs_per_second must be above 0, and create_jobs_burst a whole number from 1."
  }
  validation {
    condition = (
      var.processing.processing_concurrency >= 2 && var.processing.processing_concurrency <= 1000
      && floor(var.processing.processing_concurrency) == var.processing.processing_concurrency
    )
    error_message = "processing_concurrency must be a whole number from 2 to 1000: an SQS event source mapping takes no less than 2."
  }
  validation {
    condition = contains(
      [10, 12, 15, 20, 30, 60, 120, 180, 240, 300, 360, 420, 480, 540, 600],
      var.processing.status_update_interval_seconds
    )
    error_message = "status_update_interval_seconds must be an interval that MediaConvert knows: 10, 12, 15, 20, 30, 60, 120, 180, 240, 300, 360, 420, 480, 540 or 600."
  }
}

variable "reserved_concurrency" {
  description = "Executions kept for a function, by the function's name, taken from the account's, and the most it gets. A function left out: none kept, none capped."
  type        = map(number)
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([
      for name, executions in var.reserved_concurrency :
      executions >= lookup(local.least_concurrency, name, 1001)
    ])
    error_message = "reserved_concurrency is by function, at least ${jsonencode(local.least_concurrency)}: with fewer than its trigger hands over at a time, messages are thrown back unread."
  }
}
