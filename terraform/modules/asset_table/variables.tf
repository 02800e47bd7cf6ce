variable "account_id" {
  description = "The account that owns the table (12 digits)."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be the 12 digits of an AWS account; `aws sts get-caller-identity` prints yours."
  }
}

variable "data_key_arn" {
  description = "ARN of the KMS key that encrypts the table and its stream."
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

variable "protect_data" {
  description = "true: the table cannot be deleted."
  type        = bool
  default     = true
  nullable    = false
}
