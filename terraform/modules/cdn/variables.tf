variable "account_id" {
  description = "The account that owns the distribution (12 digits)."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be the 12 digits of an AWS account; `aws sts get-caller-identity` prints yours."
  }
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

variable "outputs_domain_name" {
  description = "Host name of the outputs bucket in its region: an output of the module storage. The bucket's policy needs the output `outputs_policy_statements`."
  type        = string
}

variable "allowed_origins" {
  description = "Origins whose players may read outputs with the cookies of a grant, such as `https://studio.example.com`. Empty: no cross-origin access."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for origin in var.allowed_origins : can(regex("^https?://[^/*]+$", origin))])
    error_message = "allowed_origins holds origins without a path, such as https://studio.example.com: browsers send cookies to no other."
  }
}

variable "api_domain_name" {
  description = "Host name of the API that is carried below /api: the one of `origin_domain_names` of the module api. null: there is no API."
  type        = string
  default     = null
}

variable "cookies" {
  description = <<-EOT
    The cookies of a grant.
    - `domain`: a domain whose every host gets them. null: the CDN's host alone.
    - `same_site`: Lax or Strict for pages of the CDN's own site, None for those of any.
  EOT
  type = object({
    domain    = optional(string)
    same_site = optional(string, "Lax")
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["Lax", "None", "Strict"], var.cookies.same_site)
    error_message = "cookies.same_site must be Lax, Strict or None."
  }
}

variable "domain" {
  description = "Host names of your own, the first of which is in URLs, and the ARN of their certificate in us-east-1. null: CloudFront's own name."
  type        = object({ certificate_arn = string, names = list(string) })
  default     = null

  validation {
    condition = var.domain == null ? true : length(var.domain.names) > 0 && alltrue([
      for name in var.domain.names : can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", name))
    ])
    error_message = "domain.names must be host names in small letters, such as media.example.com."
  }
  validation {
    condition     = var.domain == null ? true : can(regex("^arn:[a-z-]+:acm:us-east-1:[0-9]{12}:certificate/", var.domain.certificate_arn))
    error_message = "domain.certificate_arn must be the ARN of a certificate of ACM in us-east-1, where CloudFront looks for it."
  }
}

variable "geo_restriction" {
  description = "Countries (ISO 3166-1, two letters) that viewers must be in (`whitelist`) or may not be in (`blacklist`)."
  type = object({
    countries = optional(list(string), [])
    type      = optional(string, "none")
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["blacklist", "none", "whitelist"], var.geo_restriction.type) && (var.geo_restriction.type == "none") == (length(var.geo_restriction.countries) == 0)
    error_message = "geo_restriction.type must be whitelist or blacklist with countries, or none without."
  }
}

variable "log_bucket_domain_name" {
  description = "Domain name of a bucket for access logs, which name viewers by their addresses. It must allow ACLs. null: none."
  type        = string
  default     = null
}

variable "price_class" {
  description = "Where CloudFront serves from: PriceClass_100, PriceClass_200 or PriceClass_All."
  type        = string
  default     = "PriceClass_100"
  nullable    = false

  validation {
    condition     = contains(["PriceClass_100", "PriceClass_200", "PriceClass_All"], var.price_class)
    error_message = "price_class must be PriceClass_100, PriceClass_200 or PriceClass_All."
  }
}

variable "public_posters" {
  description = "true: anybody may see posters and the other captured frames, without a grant."
  type        = bool
  default     = false
  nullable    = false
}

variable "signing" {
  description = <<-EOT
    Keys that sign grants.
    - `public_keys`: by a name of yours, such as a date, the public key in PEM as `make signing-key` prints it. null: the key is made, and not used yet. At most 5.
    - `active`: the name of the one to sign with. null: the last by name that has a public key.
  EOT
  type = object({
    active      = optional(string)
    public_keys = optional(map(string), { first = null })
  })
  default  = {}
  nullable = false

  validation {
    condition     = length(var.signing.public_keys) >= 1 && length(var.signing.public_keys) <= 5 && alltrue([for name in keys(var.signing.public_keys) : can(regex("^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$", name))])
    error_message = "signing.public_keys are 1 to 5, by names of small letters, digits and hyphens, such as 2026-11."
  }
  validation {
    condition     = alltrue([for pem in values(var.signing.public_keys) : pem == null ? true : startswith(trimspace(pem), "-----BEGIN PUBLIC KEY-----")])
    error_message = "signing.public_keys must be public keys in PEM, as `make signing-key` prints them."
  }
  validation {
    condition     = var.signing.active == null ? true : lookup(var.signing.public_keys, var.signing.active, null) != null
    error_message = "signing.active must be the name of a key that has its public key in signing.public_keys."
  }
}

variable "site" {
  description = <<-EOT
    A page that anybody may open, below /site. null: there is none.
    - `bucket_name`: the bucket of its files, whose keys begin with `site/`. null: `<name_prefix>-site-<account_id>`.
    - `connect_sources`: where its scripts may fetch from and send to, beside its own host, as a Content-Security-Policy names it: an API elsewhere, S3 for uploads, sign-in pages.
  EOT
  type = object({
    bucket_name     = optional(string)
    connect_sources = optional(list(string), ["https:"])
  })
  default = null

  validation {
    condition     = try(var.site.bucket_name, null) == null ? true : can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.site.bucket_name))
    error_message = "site.bucket_name must be 3 to 63 small letters, digits and hyphens, and begin and end with a letter or digit."
  }
  validation {
    condition     = var.site == null ? true : alltrue([for source in var.site.connect_sources : can(regex("^(https:|https?://[a-z0-9.*-]+(:[0-9]+)?)$", source))])
    error_message = "site.connect_sources must be https: or origins, such as https://s3.eu-central-1.amazonaws.com."
  }
}

variable "web_acl_arn" {
  description = "ARN of a web ACL for CloudFront, of WAF in us-east-1. null: none."
  type        = string
  default     = null

  validation {
    condition     = var.web_acl_arn == null ? true : can(regex("^arn:[a-z-]+:wafv2:us-east-1:[0-9]{12}:global/webacl/", var.web_acl_arn))
    error_message = "web_acl_arn must be the ARN of a web ACL for CloudFront, such as arn:aws:wafv2:us-east-1:111122223333:global/webacl/media-dev/0a1b2c3d."
  }
}
