variable "account_id" {
  description = "The account that owns bus, topics and queue (12 digits)."
  type        = string
}

variable "messages_key_arn" {
  description = "ARN of the KMS key that encrypts events and messages; its policy lets events.amazonaws.com use it."
  type        = string
}

variable "name_prefix" {
  description = "First part of every name in this pipeline."
  type        = string
}

variable "publisher_role_arn" {
  description = "ARN of the role that may put announcements on the bus: no other may."
  type        = string
}
