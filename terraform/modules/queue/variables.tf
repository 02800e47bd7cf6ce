variable "account_id" {
  description = "The account that owns the queue (12 digits)."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be the 12 digits of an AWS account; `aws sts get-caller-identity` prints yours."
  }
}

variable "max_receive_count" {
  description = "How often a message is received before it becomes a dead letter, at least 5. Each step of the backoff is a receive, so fewer would cut the backoff short."
  type        = number

  validation {
    condition     = var.max_receive_count >= 5
    error_message = "max_receive_count must be 5 or more: with fewer, a throttled message becomes a dead letter before its backoff ends."
  }
}

variable "messages_key_arn" {
  description = "ARN of the KMS key that encrypts messages; with an event_pattern, its policy lets events.amazonaws.com use it."
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

variable "purpose" {
  description = "What the messages are for: queue, and rule if any, are named `<name_prefix>-<purpose>`."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", var.purpose)) && length(var.purpose) <= 25
    error_message = "purpose must be at most 25 small letters, digits and single hyphens, and start with a letter, such as upload-events."
  }
}

variable "event_bus_name" {
  description = "Name of the event bus that the rule listens to. null: the account's default bus."
  type        = string
  default     = null
}

variable "event_pattern" {
  description = "EventBridge pattern (JSON) of the events that become messages. null: no rule; functions send the messages."
  type        = string
  default     = null
}

variable "visibility_timeout_seconds" {
  description = "How long a received message stays hidden, in seconds: at least six times the timeout of the function that reads it."
  type        = number
  default     = 180
  nullable    = false
}
