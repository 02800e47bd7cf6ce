variable "account_id" {
  description = "The account that owns bus, topics and queue (12 digits)."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be the 12 digits of an AWS account; `aws sts get-caller-identity` prints yours."
  }
}

variable "messages_key_arn" {
  description = "ARN of the KMS key that encrypts events and messages; its policy lets events.amazonaws.com use it."
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

variable "publisher_role_arns" {
  description = "ARNs of the only roles that may put announcements on the bus."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.publisher_role_arns) > 0
    error_message = "publisher_role_arns must name a role: nothing would be announced."
  }
}
