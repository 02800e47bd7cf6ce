variable "account_id" {
  description = "The account that runs the function and owns the queues (12 digits)."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be the 12 digits of an AWS account; `aws sts get-caller-identity` prints yours."
  }
}

variable "data_key_arn" {
  description = "ARN of the KMS key that encrypts the function's environment and log; its policy lets CloudWatch Logs use it for the output `log_group_arns`."
  type        = string
}

variable "endpoints" {
  description = <<-EOT
    Receivers of webhooks, by name, at most 10.
    - `url`: where webhooks are sent, https only. Its certificate must be one that browsers trust.
    - `types`: what is sent: asset.completed, asset.created, asset.deleted, asset.failed, asset.progress, upload.expired.
    - `secret_arn`: whole ARN of a secret in Secrets Manager that holds `whsec_` and 24 to 64 bytes in base64, or two of these with a space between, while the receiver changes. It is encrypted with the data key, or with the AWS managed key.
    - `allowed_networks`: networks (CIDR) that are not public and may be sent to. Loopback and link-local addresses never are.
  EOT
  type = map(object({
    allowed_networks = optional(set(string), [])
    secret_arn       = string
    types            = set(string)
    url              = string
  }))
  nullable = false

  validation {
    condition = alltrue([
      for name in keys(var.endpoints) :
      can(regex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", name)) && length(name) <= 17 && !endswith(name, "-dlq")
    ])
    error_message = "endpoints must have names of at most 17 small letters, digits and single hyphens that start with a letter, such as studio, and do not end in -dlq."
  }
  validation {
    condition = alltrue([
      for endpoint in var.endpoints :
      can(regex("^https://([A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*|\\[[0-9A-Fa-f:.]+\\])(:[1-9][0-9]{0,4})?([/?][!-\"$-\\[\\]-~]*)?$", endpoint.url))
    ])
    error_message = "url must be https://, a host, perhaps a port and a path, without user, fragment or spaces, such as https://studio.example.com/webhooks."
  }
  validation {
    condition = alltrue([
      for endpoint in var.endpoints :
      length(endpoint.types) > 0 && length(setsubtract(endpoint.types, keys(local.detail_types))) == 0
    ])
    error_message = "types must be at least one of ${join(", ", keys(local.detail_types))}."
  }
  validation {
    condition = alltrue([
      for endpoint in var.endpoints :
      can(regex("^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+-[A-Za-z0-9]{6}$", endpoint.secret_arn))
    ])
    error_message = "secret_arn must be the whole ARN of a secret, with the six characters at its end: `aws secretsmanager describe-secret` prints it."
  }
  validation {
    condition = alltrue(flatten([
      for endpoint in var.endpoints : [
        for network in endpoint.allowed_networks : try(cidrhost(network, 0) == split("/", network)[0], false)
      ]
    ]))
    error_message = "allowed_networks must be networks in CIDR notation, without bits of a host, such as 10.20.0.0/16."
  }
  validation {
    condition     = length(var.endpoints) <= 10 && length(jsonencode(var.endpoints)) <= 3500
    error_message = "endpoints must be at most 10, and 3500 characters as JSON: Lambda takes 4 KB for all environment variables of a function."
  }
}

variable "event_bus_name" {
  description = "Name of the pipeline's event bus, on which assets are announced."
  type        = string
}

variable "messages_key_arn" {
  description = "ARN of the KMS key that encrypts the queues; its policy lets events.amazonaws.com use it."
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

variable "logs" {
  description = <<-EOT
    The functions' logs.
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

variable "vpc_config" {
  description = "Subnets and security groups of a VPC with receivers in it, which `allowed_networks` must name. The function then reaches AWS and receivers elsewhere only as the VPC does. null: no VPC."
  type        = object({ security_group_ids = set(string), subnet_ids = set(string) })
  default     = null

  validation {
    condition = var.vpc_config == null ? true : (
      length(var.vpc_config.security_group_ids) > 0 && alltrue([for id in var.vpc_config.security_group_ids : startswith(id, "sg-")])
      && length(var.vpc_config.subnet_ids) > 0 && alltrue([for id in var.vpc_config.subnet_ids : startswith(id, "subnet-")])
    )
    error_message = "vpc_config needs at least one security group and one subnet, such as { security_group_ids = [\"sg-0abc\"], subnet_ids = [\"subnet-0abc\"] }, or null."
  }
}
