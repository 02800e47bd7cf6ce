variable "account_id" {
  description = "The account that owns alarms and dashboard (12 digits)."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be the 12 digits of an AWS account; `aws sts get-caller-identity` prints yours."
  }
}

variable "asset_reconciler_dlq_name" {
  description = "Name of the queue for runs of the asset-reconciler that failed."
  type        = string
}

variable "function_names" {
  description = "Full names of the pipeline's functions, with the prefix, by name."
  type        = map(string)
}

variable "messages_key_arn" {
  description = "ARN of the KMS key that encrypts the alarm topic; its policy lets cloudwatch.amazonaws.com use it."
  type        = string
}

variable "name_prefix" {
  description = "First part of every name in this pipeline, and the value of its metrics' dimension Environment."
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
  type        = object({ bus_name = string, dlq_name = string, rule_names = map(string) })
}

variable "queues" {
  description = "Queues that feed a function, by purpose: the names of queue, dead-letter queue, rule (null: functions send the messages) and the rule's bus (null: the default bus)."
  type        = map(object({ queue_name = string, dlq_name = string, event_bus_name = optional(string), rule_name = string }))
}

variable "alarm_email" {
  description = "Address that gets the alarms, once it has confirmed the subscription. null: the alarms exist, and nobody is mailed."
  type        = string
  default     = null
}

variable "alarm_thresholds" {
  description = <<-EOT
    When the alarms fire.
    - `queue_depth`: messages visible and in flight, for two periods of 5 minutes.
    - `oldest_message_age_seconds`: age of a queue's oldest message.
    - `redelivered_messages`: messages of one queue received for the fourth time or later, in each of two periods of 5 minutes. From then on their age no longer counts.
    - `iterator_age_seconds`: age of the last record that a stream's function was given. It is normally seconds; the publisher's mapping sets records aside after 12 hours.
    - `function_errors`: errors of one function in 5 minutes. One error of a function on a schedule is enough, whatever this says: it runs too seldom for more.
    - `job_failure_percent`: failed jobs, in percent of those that ended in 15 minutes, if at least `job_failure_minimum_jobs` ended.
    - `reconciled_percent`: assets that needed the reconciler, in percent of those that ended within an hour, if at least `reconciled_minimum_assets` ended.
    - `operator_errors`: assets that failed because of permissions or configuration in 5 minutes.
    - `job_latency_p95_seconds`: 95th percentile of the time from a job accepted to COMPLETE.
    - `time_to_job_start_p99_seconds`: 99th percentile of the time from the upload to a job accepted.
    - `api_server_error_percent`: answers of 500 and above, in percent of the API's requests in 15 minutes, if there were at least `api_minimum_requests`.
    - `api_latency_p99_seconds`: 99th percentile of the time that the API takes to answer, in each of three periods of 5 minutes.
    - `api_throttled_requests`: requests in 5 minutes that the API's limits refused.
  EOT
  type = object({
    api_latency_p99_seconds       = optional(number, 5)
    api_minimum_requests          = optional(number, 20)
    api_server_error_percent      = optional(number, 1)
    api_throttled_requests        = optional(number, 50)
    queue_depth                   = optional(number, 500)
    oldest_message_age_seconds    = optional(number, 900)
    iterator_age_seconds          = optional(number, 300)
    function_errors               = optional(number, 5)
    job_failure_percent           = optional(number, 5)
    job_failure_minimum_jobs      = optional(number, 20)
    job_latency_p95_seconds       = optional(number, 1800)
    operator_errors               = optional(number, 1)
    reconciled_minimum_assets     = optional(number, 100)
    reconciled_percent            = optional(number, 1)
    redelivered_messages          = optional(number, 5)
    time_to_job_start_p99_seconds = optional(number, 120)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name, value in var.alarm_thresholds : value > 0])
    error_message = "Every threshold must be above 0; leave one out to get its default."
  }
  validation {
    condition     = var.alarm_thresholds.job_failure_percent < 100
    error_message = "job_failure_percent must be below 100: the alarm fires above it, and more than all jobs cannot fail."
  }
  validation {
    condition     = var.alarm_thresholds.api_server_error_percent < 100
    error_message = "api_server_error_percent must be below 100: the alarm fires above it, and more than all requests cannot fail."
  }
}

variable "alarm_topic_arn" {
  description = "ARN of a topic of your own in the same region that the alarms notify; the module alarm_topic says what its policy must let. null: this module creates a topic."
  type        = string
  default     = null
}

variable "api" {
  description = "The HTTP API: its id. null: there is none."
  type        = object({ id = string })
  default     = null
}

variable "cdn" {
  description = "The CDN, for the dashboard: its distribution, the region of its metrics, and its web ACL (null: there is none), as the module edge has them. null: there is no CDN."
  type        = object({ distribution_id = string, region = string, web_acl_name = optional(string) })
  default     = null
}

variable "daily_estimate_alarm_usd" {
  description = "US dollars that the jobs submitted within 24 hours may cost, by the sum of their highest estimates, before an alarm fires. null: no alarm on cost."
  type        = number
  default     = null

  validation {
    condition     = var.daily_estimate_alarm_usd == null ? true : var.daily_estimate_alarm_usd > 0
    error_message = "daily_estimate_alarm_usd must be above 0: US dollars a day, such as 50; or null."
  }
}
