variable "account_id" {
  description = "The account that owns the key (12 digits)."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be the 12 digits of an AWS account; `aws sts get-caller-identity` prints yours."
  }
}

variable "name_prefix" {
  description = "First part of every name in this pipeline; the key's alias is `alias/<name_prefix>-<purpose>`, unless you give one."
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
  description = "What the key protects, in one word: the last part of its alias."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", var.purpose)) && length(var.purpose) <= 25
    error_message = "purpose must be at most 25 small letters, digits and single hyphens, and start with a letter, such as data."
  }
}

variable "alarm_topic_arn" {
  description = "ARN of the topic that the alarms notify: CloudWatch may use the key for this topic only. null: `<name_prefix>-alarms`."
  type        = string
  default     = null
}

variable "key_alias" {
  description = "Alias of the key. null: `alias/<name_prefix>-<purpose>`."
  type        = string
  default     = null

  validation {
    condition     = var.key_alias == null ? true : can(regex("^alias/[A-Za-z0-9/_-]{1,250}$", var.key_alias)) && !startswith(var.key_alias, "alias/aws/")
    error_message = "key_alias must begin with alias/, such as alias/media/data; alias/aws/ is for AWS."
  }
  validation {
    condition     = var.key_alias == null || var.key_arn == null
    error_message = "key_alias is for a key that this module creates: with key_arn, leave it out."
  }
}

variable "key_arn" {
  description = "ARN of a key of your own to use instead. Its policy needs the statements of the output `service_statements`. null: this module creates a key."
  type        = string
  default     = null
}

variable "log_group_arns" {
  description = "ARNs of the log groups that the key encrypts. CloudWatch Logs may use it for these only."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "policy_statements" {
  description = <<-EOT
    Further statements of the key's policy, which let others use the key, such as a CDN that reads outputs. The statements of this module always stand.
    - `actions`: uses of the key, such as `kms:Decrypt`.
    - `conditions`: as `condition` blocks of `aws_iam_policy_document`. A service needs one on whom it acts for, such as `aws:SourceArn`.
    - `principals`: identifiers by type, such as `{ Service = ["cloudfront.amazonaws.com"] }`.
  EOT
  type = list(object({
    actions = list(string)
    conditions = optional(list(object({
      test     = string
      values   = list(string)
      variable = string
    })), [])
    principals = map(list(string))
  }))
  default  = []
  nullable = false

  validation {
    condition     = length(var.policy_statements) == 0 || var.key_arn == null
    error_message = "policy_statements are for a key that this module creates: with key_arn, add them to the policy of your key."
  }
  validation {
    condition = length(setsubtract(
      flatten(var.policy_statements[*].actions),
      ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKey*", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncrypt*", "kms:ReEncryptFrom", "kms:ReEncryptTo"],
    )) == 0
    error_message = "policy_statements may allow the use of the key: kms:Decrypt, kms:DescribeKey, kms:Encrypt, kms:GenerateDataKey, kms:GenerateDataKey*, kms:GenerateDataKeyWithoutPlaintext, kms:ReEncrypt*, kms:ReEncryptFrom and kms:ReEncryptTo. IAM of the account decides who manages it."
  }
  validation {
    condition = alltrue(flatten([
      for statement in var.policy_statements : [
        for type, identifiers in statement.principals : [
          for identifier in identifiers : can(regex({ AWS = "^arn:[a-z-]+:(iam|sts)::[0-9]{12}:", Service = "^[a-z0-9.-]+$" }[type], identifier))
        ]
      ]
    ]))
    error_message = "principals of policy_statements are { Service = [\"cloudfront.amazonaws.com\"] } or { AWS = [\"arn:aws:iam::111122223333:role/reader\"] }, and never everybody."
  }
  validation {
    condition = alltrue([
      for statement in var.policy_statements : anytrue([
        for condition in statement.conditions : can(regex("^(aws:source(arn|account|orgid|orgpaths)|kms:encryptioncontext:.+)$", lower(condition.variable)))
      ])
      if contains(keys(statement.principals), "Service")
    ])
    error_message = "A statement of policy_statements for a service needs a condition on aws:SourceArn, aws:SourceAccount, aws:SourceOrgID, aws:SourceOrgPaths or kms:EncryptionContext:…, or anybody could have the service use the key for them."
  }
}

variable "services" {
  description = "AWS services that use the key in their own name (not on behalf of a caller): `cloudwatch` (alarms to encrypted topics), `events` (rules to encrypted queues, topics and buses)."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.services, ["cloudwatch", "events"])) == 0
    error_message = "services may hold cloudwatch and events: this module knows the key policy statement of these two only."
  }
}
