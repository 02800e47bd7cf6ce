variable "account_id" {
  description = "The account that owns the API (12 digits)."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be the 12 digits of an AWS account; `aws sts get-caller-identity` prints yours."
  }
}

variable "asset_table" {
  description = "The asset table: outputs of the module asset_table."
  type        = object({ table_arn = string, table_name = string })
}

variable "data_key_arn" {
  description = "ARN of the KMS key that encrypts buckets, tables and logs."
  type        = string
}

variable "messages_key_arn" {
  description = "ARN of the KMS key that encrypts queues, topics and the event bus."
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

variable "package" {
  description = <<-EOT
    The zip with handlers and their dependencies, as `make package` builds it: a file, or an object in S3.
    - `path`: a file on the machine that applies. Its hash is in the plan.
    - `s3_bucket`, `s3_key`: an object that whoever applies may read.
    - `s3_object_version`: the object's version, needed wherever a new package is put under the same key. Without it Terraform does not see that the object changed.
  EOT
  type = object({
    path              = optional(string)
    s3_bucket         = optional(string)
    s3_key            = optional(string)
    s3_object_version = optional(string)
  })
  nullable = false

  validation {
    condition = (
      (var.package.s3_bucket == null) == (var.package.s3_key == null)
      && (var.package.path == null) != (var.package.s3_bucket == null)
      && (var.package.s3_object_version == null || var.package.s3_bucket != null)
    )
    error_message = "package must be either { path = \"build/lambda.zip\" } or { s3_bucket = \"releases\", s3_key = \"lambda.zip\" }, the latter with s3_object_version if the bucket keeps versions."
  }
  validation {
    condition     = var.package.path == null ? true : fileexists(var.package.path)
    error_message = "There is no file at package.path: run `make package` at the project's root first."
  }
}

variable "processing" {
  description = "How uploads are processed, with every default filled in: the output `processing` of the module compute."
  type = object({
    max_source_size_bytes          = number
    profile_names                  = list(string)
    status_update_interval_seconds = number
    superseded_outputs_days        = number
  })
}

variable "request_queues" {
  description = "The queues of what callers ask for: attempts, beside upload events, and erasures. Outputs of modules queue."
  type = object({
    erasures      = object({ queue_arn = string, queue_url = string })
    upload_events = object({ queue_arn = string, queue_url = string })
  })
}

variable "storage" {
  description = "The buckets: outputs of the module storage."
  type = object({
    outputs_bucket_arn  = string
    outputs_bucket_name = string
    uploads_bucket_arn  = string
    uploads_bucket_name = string
    uploads_prefix      = string
  })
}

variable "tokens" {
  description = <<-EOT
    Whose tokens the API takes.
    - `issuer`: any OIDC provider, as tokens name it (claim `iss`). API Gateway reads its keys from below this URL.
    - `audiences`: tokens have one of these as `aud`, or as `client_id` without `aud`; 1 to 50.
    - `scope_prefix`: what this issuer writes before a scope's name, such as `media/`.
    - `subject_claim`: the claim that tells its users and servers apart. Owners follow from it: with another one nobody finds what was theirs.
  EOT
  type = object({
    audiences     = list(string)
    issuer        = string
    scope_prefix  = optional(string, "")
    subject_claim = optional(string, "sub")
  })
  nullable = false

  validation {
    condition     = length(var.tokens.audiences) >= 1 && length(var.tokens.audiences) <= 50
    error_message = "tokens.audiences must be 1 to 50: whoever the issuer names there may use the API."
  }
  validation {
    condition     = can(regex("^https://[^/?#\\s]+(/[^?#\\s]*)?$", var.tokens.issuer))
    error_message = "tokens.issuer must be the https:// URL that tokens name, such as https://login.example.com/."
  }
  validation {
    condition     = can(regex("^([^\\s\"\\\\]*[/:.])?$", var.tokens.scope_prefix))
    error_message = "tokens.scope_prefix must end with a slash, a colon or a dot, such as media/, or be empty."
  }
  validation {
    condition     = can(regex("^[A-Za-z0-9_.:/-]+$", var.tokens.subject_claim))
    error_message = "tokens.subject_claim must be the name of a claim, such as sub."
  }
}

variable "cdn" {
  description = "The CDN that outputs are played from, and that carries the API below /api: the output `playback` of the module cdn. null: nothing is played by URL."
  type = object({
    cookie_domain     = optional(string)
    cookie_same_site  = string
    domain_name       = string
    grant_key_arns    = map(string)
    grant_key_pair_id = optional(string)
    public_posters    = optional(bool, false)
    signing_key_arns  = list(string)
  })
  default = null
}

variable "endpoint" {
  description = <<-EOT
    Where the API is, and whose pages may call it.
    - `allow_credentials`: true where a CDN carries the API, so that pages keep the cookies of a grant.
    - `allowed_origins`: origins such as `https://studio.example.com`. Empty: no cross-origin access.
    - `domain`: a host name of your own, and the ARN of its certificate in the same region. The API then has no other. null: AWS's own name.
  EOT
  type = object({
    allow_credentials = optional(bool, false)
    allowed_origins   = optional(list(string), [])
    domain            = optional(object({ certificate_arn = string, name = string }))
  })
  default  = {}
  nullable = false

  validation {
    condition = alltrue([
      for origin in var.endpoint.allowed_origins :
      origin == "*" || can(regex("^https?://[^/*]+$", origin))
    ])
    error_message = "allowed_origins holds origins without a path, such as https://studio.example.com."
  }
  validation {
    condition     = !((var.protect_data || var.endpoint.allow_credentials) && contains(var.endpoint.allowed_origins, "*"))
    error_message = "allowed_origins of the API may not hold \"*\" where protect_data is true, or pages keep cookies: name the origins of your pages."
  }
  validation {
    condition     = var.endpoint.domain == null ? true : can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.endpoint.domain.name))
    error_message = "domain.name must be a host name in small letters, such as api.example.com."
  }
  validation {
    condition     = var.endpoint.domain == null ? true : can(regex("^arn:[a-z-]+:acm:[a-z0-9-]+:[0-9]{12}:certificate/", var.endpoint.domain.certificate_arn))
    error_message = "domain.certificate_arn must be the ARN of a certificate of ACM, such as arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d."
  }
  validation {
    condition     = !var.endpoint.allow_credentials || var.endpoint.domain == null
    error_message = "domain is for an API without a CDN: with one, give the CDN the host name, which then has the API below /api."
  }
}

variable "limits" {
  description = <<-EOT
    How much callers may ask for.
    - `uploads_per_day`, `upload_bytes_per_day`, `estimate_usd_per_day`: of one owner, in a day of UTC; the last is what the jobs may cost, in US dollars, by their estimates.
    - `reprocesses_per_day`: of one asset, in a day of UTC.
    - `requests_per_second`, `burst`: of all callers together, to any one route.
    - `routes`: the same of some routes, by `METHOD /path`. What begins an upload or an attempt has 25 a second and a burst of 50.
  EOT
  type = object({
    burst                = optional(number, 200)
    estimate_usd_per_day = optional(number, 50)
    requests_per_second  = optional(number, 100)
    routes = optional(map(object({
      burst               = number
      requests_per_second = number
    })), {})
    reprocesses_per_day  = optional(number, 5)
    upload_bytes_per_day = optional(number, 200 * 1000 * 1000 * 1000)
    uploads_per_day      = optional(number, 100)
  })
  default  = {}
  nullable = false

  validation {
    condition = alltrue([
      for limit in [var.limits.reprocesses_per_day, var.limits.upload_bytes_per_day, var.limits.uploads_per_day] :
      limit > 0 && floor(limit) == limit
    ])
    error_message = "limits.reprocesses_per_day, limits.upload_bytes_per_day and limits.uploads_per_day must be whole numbers above 0."
  }
  validation {
    condition     = var.limits.estimate_usd_per_day > 0
    error_message = "limits.estimate_usd_per_day must be above 0: US dollars that the jobs of one owner may cost in a day, such as 50."
  }
  validation {
    condition = alltrue([
      for limit in concat([var.limits], values(var.limits.routes)) :
      limit.requests_per_second > 0 && limit.burst >= 1 && floor(limit.burst) == limit.burst
    ])
    error_message = "limits must have requests_per_second above 0, and a whole number of burst from 1: 0 would refuse everything."
  }
  validation {
    condition     = length(setsubtract(keys(var.limits.routes), keys(merge(local.routes, local.open_routes)))) == 0
    error_message = "limits.routes must be by routes of the API, such as \"POST /v1/uploads\"."
  }
}

variable "logs" {
  description = <<-EOT
    The functions' logs, and the API's access log.
    - `level`: the least severe lines that are written: DEBUG, INFO, WARNING or ERROR.
    - `retention_days`: how long CloudWatch Logs keeps them.
  EOT
  type = object({
    level          = optional(string, "INFO")
    retention_days = optional(number, 365)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["DEBUG", "INFO", "WARNING", "ERROR"], var.logs.level)
    error_message = "logs.level must be DEBUG, INFO, WARNING or ERROR."
  }
  validation {
    condition = contains(
      [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
      var.logs.retention_days
    )
    error_message = "logs.retention_days must be a retention that CloudWatch Logs knows: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "permissions_boundary_arn" {
  description = "ARN of the policy that bounds every role of this module. null: none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null ? true : can(regex("^arn:[a-z-]+:iam::([0-9]{12}|aws):policy/", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be the ARN of an IAM policy, such as arn:aws:iam::111122223333:policy/boundary, or null."
  }
}

variable "protect_data" {
  description = "true: the table of upload sessions cannot be deleted."
  type        = bool
  default     = true
  nullable    = false
}
