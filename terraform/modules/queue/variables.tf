variable "account_id" {
  description = "The account that owns the queue (12 digits)."
  type        = string
}

variable "event_pattern" {
  description = "EventBridge pattern (JSON) of the events on the default bus that become messages."
  type        = string
}

variable "max_receive_count" {
  description = "How often a message is received before it is a dead letter, at least 5: it must outlast the backoff, whose every step is a receive."
  type        = number

  validation {
    condition     = var.max_receive_count >= 5
    error_message = "max_receive_count must be 5 or more: with fewer, a throttled message is a dead letter before its backoff ends."
  }
}

variable "messages_key_arn" {
  description = "ARN of the KMS key that encrypts messages; its policy lets events.amazonaws.com use it."
  type        = string
}

variable "name_prefix" {
  description = "First part of every name in this pipeline."
  type        = string
}

variable "role" {
  description = "What the messages are: queue and rule are named `<name_prefix>-<role>`."
  type        = string
}

variable "visibility_timeout_seconds" {
  description = "How long a received message stays hidden, in seconds; at least six times the timeout of the function that reads it."
  type        = number
  default     = 180
  nullable    = false
}
