variable "account_id" {
  description = "The account that owns the key (12 digits)."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be the 12 digits of an AWS account; `aws sts get-caller-identity` prints yours."
  }
}

variable "name_prefix" {
  description = "First part of every name in this pipeline; the key's alias is `alias/<name_prefix>-<purpose>`."
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

variable "purpose" {
  description = "What the key protects, in one word: the last part of its alias."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", var.purpose)) && length(var.purpose) <= 25
    error_message = "purpose must be at most 25 small letters, digits and single hyphens, and start with a letter, such as data."
  }
}

variable "alarm_topic_arn" {
  description = "ARN of the topic that the alarms notify: CloudWatch may use the key for this topic only. null: `<name_prefix>-alarms`."
  type        = string
  default     = null
}

variable "key_arn" {
  description = "ARN of a key of your own to use instead. Its policy needs the statements of the output `service_statements`. null: this module creates a key."
  type        = string
  default     = null
}

variable "log_group_arns" {
  description = "ARNs of the log groups that the key encrypts. CloudWatch Logs may use it for these only."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "services" {
  description = "AWS services that use the key in their own name (not on behalf of a caller): `cloudwatch` (alarms to encrypted topics), `events` (rules to encrypted queues, topics and buses)."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.services, ["cloudwatch", "events"])) == 0
    error_message = "services may hold cloudwatch and events: this module knows the key policy statement of these two only."
  }
}
