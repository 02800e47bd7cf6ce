variable "account_id" {
  description = "The account that owns the buckets (12 digits). Bucket names are global, so they end with it by default."
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

variable "bucket_names" {
  description = "Names of buckets, where yours follow other rules. null: `<name_prefix>-uploads-<account_id>`, and so on."
  type = object({
    access_logs = optional(string)
    outputs     = optional(string)
    uploads     = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition = alltrue([
      for name in values(var.bucket_names) : name == null ? true : can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", name))
    ])
    error_message = "bucket_names must be 3 to 63 small letters, digits and hyphens, and begin and end with a letter or digit. Dots are refused: S3's certificate does not cover them."
  }
  validation {
    condition = alltrue([
      for name in values(var.bucket_names) : name == null ? true : !can(regex("^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|--x-s3|--table-s3)$", name))
    ])
    error_message = "bucket_names may not begin with xn--, sthree- or amzn-s3-demo-, or end with -s3alias, --ol-s3, --x-s3 or --table-s3: S3 keeps these to itself."
  }
  validation {
    condition     = length(distinct([for name in values(var.bucket_names) : name if name != null])) == length([for name in values(var.bucket_names) : name if name != null])
    error_message = "bucket_names must differ from each other."
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

variable "outputs_policy_statements" {
  description = <<-EOT
    Further statements of the outputs bucket's policy, such as one that lets a CDN read.
    - `actions`: actions of S3. A statement that allows may read, list, write and delete objects.
    - `conditions`: as `condition` blocks of `aws_iam_policy_document`.
    - `effect`: `Allow` or `Deny`.
    - `keys`: the objects of this bucket that the statement is about, by key; `*` stands for any characters. It is about the bucket itself too, for actions that list.
    - `principals`: identifiers by type, such as `{ Service = ["cloudfront.amazonaws.com"] }`.
  EOT
  type = list(object({
    actions = list(string)
    conditions = optional(list(object({
      test     = string
      values   = list(string)
      variable = string
    })), [])
    effect     = optional(string, "Allow")
    keys       = optional(list(string), ["*"])
    principals = map(list(string))
  }))
  default  = []
  nullable = false

  validation {
    condition     = alltrue([for statement in var.outputs_policy_statements : contains(["Allow", "Deny"], statement.effect)])
    error_message = "outputs_policy_statements: effect must be Allow or Deny."
  }
  validation {
    condition = alltrue(flatten([
      for statement in var.outputs_policy_statements : [
        for action in statement.actions :
        can(regex(statement.effect == "Deny" ? "^s3:[A-Za-z*]+$" : "^s3:(AbortMultipartUpload|(Delete|Get|Put)Object[A-Za-z]*|List[A-Za-z]+)$", action))
      ]
    ]))
    error_message = "outputs_policy_statements: actions must be actions of S3. A statement that allows takes, by their full names, actions on objects and actions that list, such as s3:GetObject and s3:ListBucket: others could take the bucket's own refusals away."
  }
  validation {
    condition = alltrue(flatten([
      for statement in var.outputs_policy_statements : [
        for type, identifiers in statement.principals : !contains(identifiers, "*") || length(statement.conditions) > 0
      ] if statement.effect == "Allow"
    ]))
    error_message = "outputs_policy_statements: a statement that allows everybody needs a condition; S3 refuses public policies here."
  }
  validation {
    condition = alltrue([
      for statement in var.outputs_policy_statements : anytrue([
        for condition in statement.conditions : contains(["aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid"], lower(condition.variable))
      ])
      if statement.effect == "Allow" && contains(keys(statement.principals), "Service")
    ])
    error_message = "outputs_policy_statements: a statement that allows a service needs a condition on aws:SourceArn or aws:SourceAccount, or anybody could have the service read for them."
  }
  validation {
    condition     = alltrue([for statement in var.outputs_policy_statements : alltrue([for key in statement.keys : !startswith(key, "arn:")])])
    error_message = "outputs_policy_statements: keys are keys of this bucket, such as \"*\", without its ARN: a statement about another bucket belongs into that bucket's policy."
  }
}

variable "protect_data" {
  description = "true: a bucket with objects in it cannot be destroyed. false: `terraform destroy` deletes the buckets and everything in them."
  type        = bool
  default     = true
  nullable    = false
}

variable "uploads_cors_allowed_origins" {
  description = "Origins whose pages may upload from the browser, such as `https://studio.example.com`. Empty: no cross-origin access."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition = alltrue([
      for origin in var.uploads_cors_allowed_origins :
      origin == "*" || can(regex("^https?://[^/*]+$", origin))
    ])
    error_message = "uploads_cors_allowed_origins holds origins without a path, such as https://studio.example.com."
  }
  validation {
    condition     = !(var.protect_data && contains(var.uploads_cors_allowed_origins, "*"))
    error_message = "uploads_cors_allowed_origins may not hold \"*\" where protect_data is true: name the origins of your pages."
  }
}

variable "uploads_lifecycle" {
  description = <<-EOT
    What becomes of uploaded originals as they age.
    - `expiration_days`: days after which an original is deleted. Its asset can then no longer be reprocessed. null: never.
    - `transitions`: storage classes and the days after which originals move to them, such as `{ STANDARD_IA = 30, GLACIER_IR = 90 }`. A transition that the expiration overtakes is left out.
  EOT
  type = object({
    expiration_days = optional(number)
    transitions     = optional(map(number), { GLACIER_IR = 30 })
  })
  default  = {}
  nullable = false

  validation {
    condition = var.uploads_lifecycle.expiration_days == null ? true : (
      var.uploads_lifecycle.expiration_days >= 1 && floor(var.uploads_lifecycle.expiration_days) == var.uploads_lifecycle.expiration_days
    )
    error_message = "uploads_lifecycle.expiration_days must be a whole number of days, 1 or more, or null to keep originals for ever."
  }
  validation {
    condition     = length(setintersection(keys(var.uploads_lifecycle.transitions), ["GLACIER", "DEEP_ARCHIVE"])) == 0
    error_message = "uploads_lifecycle.transitions may not name GLACIER or DEEP_ARCHIVE: an original must be restored from these before it can be read, so its asset could not be reprocessed. GLACIER_IR is the coldest class that can be read at once."
  }
  validation {
    condition     = length(setsubtract(keys(var.uploads_lifecycle.transitions), concat(local.readable_storage_classes, ["GLACIER", "DEEP_ARCHIVE"]))) == 0
    error_message = "uploads_lifecycle.transitions takes the storage classes STANDARD_IA, INTELLIGENT_TIERING, ONEZONE_IA and GLACIER_IR."
  }
  validation {
    condition = alltrue([
      for days in values(var.uploads_lifecycle.transitions) : days == null ? false : days >= 0 && floor(days) == days
    ])
    error_message = "uploads_lifecycle.transitions must give a whole number of days, 0 or more, for each storage class."
  }
  validation {
    condition = alltrue([
      for storage_class, days in var.uploads_lifecycle.transitions : days == null ? true : days >= 30
      if endswith(storage_class, "_IA")
    ])
    error_message = "uploads_lifecycle.transitions must give STANDARD_IA and ONEZONE_IA 30 days or more: S3 moves nothing there earlier."
  }
  validation {
    condition     = length(setintersection(keys(var.uploads_lifecycle.transitions), ["ONEZONE_IA", "GLACIER_IR"])) < 2
    error_message = "uploads_lifecycle.transitions may name ONEZONE_IA or GLACIER_IR: S3 does not move objects from the first to the second."
  }
  # S3 wants 30 days in a class of infrequent access. try: the rules above speak of unknown
  # classes and missing days.
  validation {
    condition = alltrue(flatten([
      for warmer, days in var.uploads_lifecycle.transitions : [
        for colder, later in var.uploads_lifecycle.transitions :
        try(later >= days + (endswith(warmer, "_IA") ? 30 : 1), true)
        if try(index(local.readable_storage_classes, warmer) < index(local.readable_storage_classes, colder), false)
      ]
    ]))
    error_message = "uploads_lifecycle.transitions must move originals to colder classes only (STANDARD_IA, INTELLIGENT_TIERING, ONEZONE_IA, GLACIER_IR), each later than the one before, and 30 days later after STANDARD_IA."
  }
}
