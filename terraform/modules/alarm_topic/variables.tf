variable "account_id" {
  description = "The account that owns topic and alarms (12 digits)."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be the 12 digits of an AWS account; `aws sts get-caller-identity` prints yours."
  }
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
  description = "Address that gets the alarms, once it has confirmed the subscription. null: the alarms exist, and nobody is mailed."
  type        = string
  default     = null

  validation {
    condition     = var.alarm_email == null ? true : can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", var.alarm_email))
    error_message = "alarm_email must be an e-mail address such as media-ops@example.com, or null."
  }
  validation {
    condition     = var.alarm_email == null || var.alarm_topic_arn == null
    error_message = "alarm_email and alarm_topic_arn exclude each other: subscribe the address to your topic where that topic is made."
  }
}

variable "alarm_topic_arn" {
  description = "ARN of a topic of your own in the same region. Its policy must let cloudwatch.amazonaws.com publish for the alarms named `<name_prefix>/…`; if it is encrypted, with a key whose policy lets CloudWatch use it. null: this module creates a topic."
  type        = string
  default     = null

  validation {
    condition     = var.alarm_topic_arn == null ? true : can(regex("^arn:[a-z-]+:sns:${local.region}:[0-9]{12}:[A-Za-z0-9_-]+$", var.alarm_topic_arn))
    error_message = "alarm_topic_arn must be the ARN of a standard topic in the region of the alarms, such as arn:aws:sns:${local.region}:111122223333:on-call, or null."
  }
}

variable "messages_key_arn" {
  description = "ARN of the KMS key that encrypts the topic, in the same region; its policy lets cloudwatch.amazonaws.com use it. null: alarm_topic_arn is given."
  type        = string
  default     = null

  validation {
    condition     = var.messages_key_arn != null || var.alarm_topic_arn != null
    error_message = "messages_key_arn must be the ARN of a key in the region of the alarms, for the topic that is made there; or give alarm_topic_arn."
  }
}
