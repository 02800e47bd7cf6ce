variable "account_id" {
  description = "The account that owns the distribution (12 digits)."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be the 12 digits of an AWS account; `aws sts get-caller-identity` prints yours."
  }
}

variable "distribution_id" {
  description = "Id of the distribution whose metrics are watched."
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

variable "alarm_email" {
  description = "Address that gets these alarms, once it has confirmed the subscription. null: the alarms exist, and nobody is mailed."
  type        = string
  default     = null
}

variable "alarm_thresholds" {
  description = <<-EOT
    When the alarms fire.
    - `cdn_blocked_requests`: requests in 5 minutes that the web ACL refused.
    - `cdn_origin_latency_p90_seconds`: 90th percentile of the time until what is not cached begins to come, in each of three periods of 5 minutes.
    - `cdn_refused_percent`: answers of 400 to 499, in percent of the requests in 15 minutes, if there were at least `cdn_minimum_requests`.
    - `cdn_server_error_percent`: answers of 500 and above, likewise.
  EOT
  type = object({
    cdn_blocked_requests           = optional(number, 100)
    cdn_minimum_requests           = optional(number, 100)
    cdn_origin_latency_p90_seconds = optional(number, 3)
    cdn_refused_percent            = optional(number, 20)
    cdn_server_error_percent       = optional(number, 1)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name, value in var.alarm_thresholds : value > 0])
    error_message = "Every threshold must be above 0; leave one out to get its default."
  }
  validation {
    condition     = max(var.alarm_thresholds.cdn_refused_percent, var.alarm_thresholds.cdn_server_error_percent) < 100
    error_message = "cdn_refused_percent and cdn_server_error_percent must be below 100: the alarms fire above them, and more than all requests cannot fail."
  }
}

variable "alarm_topic_arn" {
  description = "ARN of a topic in the same region that the alarms notify; the module alarm_topic says what its policy must let. null: this module creates a topic."
  type        = string
  default     = null
}

variable "messages_key_arn" {
  description = "ARN of the KMS key that encrypts the topic, in the same region; its policy lets cloudwatch.amazonaws.com use it. null: alarm_topic_arn is given."
  type        = string
  default     = null
}

variable "rate_limit" {
  description = <<-EOT
    How many requests below `/api/` one address may send; more are refused with 429. null: as many as it likes, and no web ACL.
    - `requests`: in a window, from 10.
    - `window_seconds`: 60, 120, 300 or 600.
  EOT
  type = object({
    requests       = optional(number, 2000)
    window_seconds = optional(number, 300)
  })
  default = null

  validation {
    condition     = var.rate_limit == null ? true : var.rate_limit.requests >= 10 && floor(var.rate_limit.requests) == var.rate_limit.requests
    error_message = "rate_limit.requests must be a whole number from 10: WAF counts no fewer."
  }
  validation {
    condition     = var.rate_limit == null ? true : contains([60, 120, 300, 600], var.rate_limit.window_seconds)
    error_message = "rate_limit.window_seconds must be 60, 120, 300 or 600: WAF knows no other windows."
  }
}
