variable "account_id" {
  description = "The account that owns the buckets (12 digits). Bucket names are global, so they end with it."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be the 12 digits of an AWS account; `aws sts get-caller-identity` prints yours."
  }
}

variable "data_key_arn" {
  description = "ARN of the KMS key that encrypts uploads and outputs."
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

variable "cors_allowed_origins" {
  description = "Origins whose players may read outputs, such as `https://video.example.com`. Empty: no cross-origin access."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition = alltrue([
      for origin in var.cors_allowed_origins :
      origin == "*" || can(regex("^https?://[^/*]+$", origin))
    ])
    error_message = "cors_allowed_origins holds origins without a path, such as https://video.example.com."
  }
  validation {
    condition     = !(var.protect_data && contains(var.cors_allowed_origins, "*"))
    error_message = "cors_allowed_origins may not hold \"*\" where protect_data is true: name the origins of your players."
  }
}

variable "protect_data" {
  description = "true: a bucket with objects in it cannot be destroyed. false: `terraform destroy` deletes the buckets and everything in them."
  type        = bool
  default     = true
  nullable    = false
}

variable "uploads_expiration_days" {
  description = "Days after which an uploaded original is deleted, more than 90. null: never."
  type        = number
  default     = null

  validation {
    condition = var.uploads_expiration_days == null ? true : (
      var.uploads_expiration_days > 90 && floor(var.uploads_expiration_days) == var.uploads_expiration_days
    )
    error_message = "uploads_expiration_days must be a whole number above 90, the age at which originals move to GLACIER_IR, or null to keep them for ever."
  }
}
