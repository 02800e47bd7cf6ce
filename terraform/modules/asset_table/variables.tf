variable "account_id" {
  description = "The account that owns the table (12 digits)."
  type        = string
}

variable "data_key_arn" {
  description = "ARN of the KMS key that encrypts the table and its stream."
  type        = string
}

variable "name_prefix" {
  description = "First part of every name in this pipeline."
  type        = string
}

variable "protect_data" {
  description = "true: the table refuses to be deleted."
  type        = bool
  default     = true
  nullable    = false
}
