variable "account_id" {
  description = "The account to deploy to (12 digits). Terraform refuses to work in any other."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be the 12 digits of an AWS account; `aws sts get-caller-identity` prints yours."
  }
}

variable "alarm_topic_arn" {
  description = "ARN of the topic that your people on call listen to."
  type        = string
}

variable "bucket_names" {
  description = "Names of the buckets, by your own rules."
  type        = object({ access_logs = string, outputs = string, uploads = string })
}

variable "data_key_arn" {
  description = "ARN of your KMS key for buckets, table and logs. Its policy needs the output `data_key_statements`."
  type        = string
}

variable "mediaconvert_role_arn" {
  description = "ARN of your role for MediaConvert: it reads uploads, writes outputs and uses the data key."
  type        = string
}

variable "messages_key_arn" {
  description = "ARN of your KMS key for queues, topics and the event bus. Its policy needs the output `messages_key_statements`."
  type        = string
}

variable "name_prefix" {
  description = "First part of every name in this pipeline."
  type        = string
  default     = "media"
  nullable    = false
}

variable "package" {
  description = "The zip of this release, where your build put it."
  type        = object({ s3_bucket = string, s3_key = string, s3_object_version = string })
}

variable "region" {
  description = "AWS region to deploy to."
  type        = string
}
