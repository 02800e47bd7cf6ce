variable "account_id" {
  description = "The account to deploy to (12 digits). Terraform refuses to work in any other."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be the 12 digits of an AWS account; `aws sts get-caller-identity` prints yours."
  }
}

variable "alarm_email" {
  description = "Address that gets the alarms. null: the alarms exist and nobody is mailed."
  type        = string
  default     = null
}

variable "alarm_thresholds" {
  description = "When the alarms fire; see the module observability."
  type = object({
    queue_depth                = optional(number)
    oldest_message_age_seconds = optional(number)
    function_errors            = optional(number), operator_errors = optional(number)
    job_failure_percent        = optional(number), job_failure_minimum_jobs = optional(number)
    job_latency_p95_seconds    = optional(number), time_to_job_start_p99_seconds = optional(number)
    reconciled_percent         = optional(number), reconciled_minimum_assets = optional(number)
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

variable "data_key_arn" {
  description = "ARN of a KMS key of your own for buckets, table and logs; see the module kms for the statements it needs. null: one is made."
  type        = string
  default     = null
}

variable "environment" {
  description = "What this environment is, for the tag Environment."
  type        = string
}

variable "mediaconvert_role_arn" {
  description = "ARN of a role of your own for MediaConvert; see the module mediaconvert for what it must be allowed. null: one is made."
  type        = string
  default     = null
}

variable "messages_key_arn" {
  description = "ARN of a KMS key of your own for queues, topics and the event bus; see the module kms for the statements it needs. null: one is made."
  type        = string
  default     = null
}

variable "name_prefix" {
  description = "First part of every name in this pipeline. A second pipeline in the same account and region needs another one."
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
  description = "ARN of the policy that bounds every role of this pipeline, where the account demands one. null: none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null ? true : can(regex("^arn:[a-z-]+:iam::([0-9]{12}|aws):policy/", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be the ARN of an IAM policy, such as arn:aws:iam::111122223333:policy/boundary, or null."
  }
}

variable "processing" {
  description = "How uploads are processed; see `settings` of the module compute."
  type = object({
    create_jobs_burst              = optional(number), create_jobs_per_second = optional(number)
    log_level                      = optional(string), log_retention_days = optional(number)
    max_attempts                   = optional(number)
    max_source_duration_seconds    = optional(number), max_source_size_bytes = optional(number)
    pending_threshold_seconds      = optional(number), processing_threshold_seconds = optional(number)
    processing_concurrency         = optional(number)
    reserved_concurrency           = optional(map(number))
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
  description = "true: table and buckets refuse to be destroyed with data in them. false: `terraform destroy` deletes everything."
  type        = bool
  default     = true
  nullable    = false
}

variable "region" {
  description = "AWS region to deploy to."
  type        = string
}

variable "tags" {
  description = "Further tags for every resource."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "transcoding_profiles" {
  description = "Transcoding profiles besides the shipped ones; see the module mediaconvert for their fields."
  type = map(object({
    segment_seconds = optional(number)
    audio           = optional(object({ bitrate_bps = optional(number), sample_rate_hz = optional(number) }))
    jobs = map(object({
      output_groups = map(list(object({
        name                 = string, width_px = number, height_px = number, max_bitrate_bps = number
        quality_tuning_level = optional(string)
      })))
      thumbnails = optional(object({ interval_seconds = optional(number), max_count = optional(number), width_px = optional(number) }))
    }))
  }))
  default  = {}
  nullable = false
}

variable "uploads_expiration_days" {
  description = "Days after which an uploaded original is deleted, longer than 90. null: kept for ever."
  type        = number
  default     = null
}
