variable "account_id" {
  description = "The account that owns the key (12 digits)."
  type        = string
}

variable "name_prefix" {
  description = "First part of every name in this pipeline; the key's alias is `alias/<name_prefix>-<purpose>`."
  type        = string
}

variable "purpose" {
  description = "What the key protects, in one word: last part of its alias."
  type        = string
}

variable "key_arn" {
  description = "ARN of a key of your own to use instead; its policy needs the statements of the output `service_statements`. null: this module makes a key."
  type        = string
  default     = null
}

variable "log_group_arns" {
  description = "ARNs of the log groups that the key encrypts: CloudWatch Logs may use it for these alone."
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
    error_message = "services may hold cloudwatch and events: only for these does this module know the statement to write."
  }
}
