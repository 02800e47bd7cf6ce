variable "account_id" {
  description = "The account to deploy to (12 digits). Terraform refuses to work in any other."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be the 12 digits of an AWS account; `aws sts get-caller-identity` prints yours."
  }
}

variable "alarm_email" {
  description = "Address that gets the alarms, once it has confirmed the subscription. null: the alarms exist, and nobody is mailed."
  type        = string
  default     = null
}

variable "alarm_thresholds" {
  description = "When the alarms fire; see `alarm_thresholds` of the module observability."
  type = object({
    function_errors               = optional(number)
    iterator_age_seconds          = optional(number)
    job_failure_minimum_jobs      = optional(number)
    job_failure_percent           = optional(number)
    job_latency_p95_seconds       = optional(number)
    oldest_message_age_seconds    = optional(number)
    operator_errors               = optional(number)
    queue_depth                   = optional(number)
    reconciled_minimum_assets     = optional(number)
    reconciled_percent            = optional(number)
    time_to_job_start_p99_seconds = optional(number)
  })
  default  = {}
  nullable = false
}

variable "cors_allowed_origins" {
  description = "Origins whose players may read outputs. Empty: no cross-origin access."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "daily_estimate_alarm_usd" {
  description = "US dollars that the jobs submitted within 24 hours may cost, by their estimates, before an alarm fires. null: no alarm on cost."
  type        = number
  default     = null

  validation {
    condition     = !var.protect_data || var.daily_estimate_alarm_usd != null
    error_message = "An environment with protect_data must say when its cost is alarming: set daily_estimate_alarm_usd to US dollars a day, such as 50."
  }
}

variable "data_key_arn" {
  description = "ARN of a KMS key of your own for buckets, table and logs; see the module kms for the policy statements it needs. null: one is created."
  type        = string
  default     = null
}

variable "environment" {
  description = "Value of the tag Environment."
  type        = string
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

variable "mediaconvert_role_arn" {
  description = "ARN of a role of your own for MediaConvert; see the module mediaconvert for the permissions it needs. null: one is created."
  type        = string
  default     = null
}

variable "messages_key_arn" {
  description = "ARN of a KMS key of your own for queues, topics and the event bus; see the module kms for the policy statements it needs. null: one is created."
  type        = string
  default     = null
}

variable "name_prefix" {
  description = "First part of every name in this pipeline. A second pipeline in the same account and region needs a different one."
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

variable "package_path" {
  description = "Path of the zip that `make package` builds, relative to the folder Terraform runs in."
  type        = string
  default     = "../../../build/lambda.zip"
  nullable    = false

  validation {
    condition     = fileexists(var.package_path)
    error_message = "There is no file at package_path: run `make package` at the project's root first."
  }
}

variable "permissions_boundary_arn" {
  description = "ARN of the policy that bounds every role of this pipeline, if the account requires one. null: none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null ? true : can(regex("^arn:[a-z-]+:iam::([0-9]{12}|aws):policy/", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be the ARN of an IAM policy, such as arn:aws:iam::111122223333:policy/boundary, or null."
  }
}

variable "processing" {
  description = "How uploads are processed; see `processing` of the module compute."
  type = object({
    create_jobs_burst              = optional(number)
    create_jobs_per_second         = optional(number)
    max_attempts                   = optional(number)
    max_estimate_usd               = optional(number)
    max_source_duration_seconds    = optional(number)
    max_source_size_bytes          = optional(number)
    pending_threshold_seconds      = optional(number)
    processing_concurrency         = optional(number)
    processing_threshold_seconds   = optional(number)
    stalled_after_seconds          = optional(number)
    status_update_interval_seconds = optional(number)
    transcoding_profile            = optional(string)
  })
  default  = {}
  nullable = false
}

variable "project" {
  description = "Value of the tag Project."
  type        = string
  default     = "media-pipeline"
  nullable    = false
}

variable "protect_data" {
  description = "true: the table, and buckets with objects in them, cannot be destroyed. false: `terraform destroy` deletes everything."
  type        = bool
  default     = true
  nullable    = false
}

variable "region" {
  description = "AWS region to deploy to."
  type        = string
}

variable "reserved_concurrency" {
  description = "Executions kept for a function, by name; see `reserved_concurrency` of the module compute."
  type        = map(number)
  default     = {}
  nullable    = false
}

variable "tags" {
  description = "Additional tags for every resource."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "transcoding_profiles" {
  description = "Transcoding profiles besides the shipped ones; see `transcoding_profiles` of the module mediaconvert."
  type = map(object({
    segment_seconds = optional(number)
    audio = optional(object({
      bitrate_bps    = optional(number)
      sample_rate_hz = optional(number)
    }))
    jobs = map(object({
      output_groups = map(list(object({
        name                 = string
        width_px             = number
        height_px            = number
        max_bitrate_bps      = number
        quality_tuning_level = optional(string)
      })))
      thumbnails = optional(object({
        interval_seconds = optional(number)
        max_count        = optional(number)
        width_px         = optional(number)
      }))
    }))
  }))
  default  = {}
  nullable = false
}

variable "uploads_expiration_days" {
  description = "Days after which an uploaded original is deleted, more than 90. null: never."
  type        = number
  default     = null
}
