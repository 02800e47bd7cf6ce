variable "account_id" {
  description = "The account that runs the function (12 digits)."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be the 12 digits of an AWS account; `aws sts get-caller-identity` prints yours."
  }
}

variable "data_key_arn" {
  description = "ARN of the KMS key that encrypts the function's environment and log; its policy lets CloudWatch Logs use it for the output `log_group_arn`."
  type        = string
}

variable "description" {
  description = "What the function does, in one line: the description of function and role."
  type        = string
}

variable "handler" {
  description = "Python path of the function's entry point, such as `handlers.ingest_orchestrator.handler`."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)+$", var.handler))
    error_message = "handler must be the dotted path of a Python function, such as handlers.ingest_orchestrator.handler."
  }
}

variable "name" {
  description = "Name of the function without the prefix: function and role are named `<name_prefix>-<name>`."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", var.name)) && length(var.name) <= 25
    error_message = "name must be at most 25 small letters, digits and single hyphens, and start with a letter, such as ingest-orchestrator."
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

variable "package" {
  description = <<-EOT
    The zip with the function's code: a file, or an object in S3.
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
}

variable "environment" {
  description = "Environment variables of the function. AWS_DATA_PATH, NAME_PREFIX and those of Powertools are set by this module."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.environment) : !contains(["AWS_DATA_PATH", "NAME_PREFIX"], name) && !startswith(name, "POWERTOOLS_")])
    error_message = "environment may not set AWS_DATA_PATH, NAME_PREFIX or POWERTOOLS_…: the package, name_prefix and logs.level decide them."
  }
}

variable "layers" {
  description = "ARNs of layer versions, at most 5, in the order in which Lambda lays them over one another."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.layers) <= 5 && alltrue([for arn in var.layers : can(regex(":layer:[^:]+:[0-9]+$", arn))])
    error_message = "layers must be at most 5 ARNs of layer versions, such as arn:aws:lambda:us-east-1:111122223333:layer:ffmpeg:3."
  }
}

variable "limits" {
  description = <<-EOT
    How much the function may take.
    - `memory_mb`: its memory; CPU comes in proportion.
    - `timeout_seconds`: the longest that one call may last.
    - `reserved_concurrency`: executions kept for it, taken from the account's, and the most it gets. null: none kept, none capped.
  EOT
  type = object({
    memory_mb            = optional(number, 512)
    reserved_concurrency = optional(number)
    timeout_seconds      = optional(number, 30)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.limits.memory_mb >= 128 && var.limits.memory_mb <= 10240 && floor(var.limits.memory_mb) == var.limits.memory_mb
    error_message = "memory_mb must be a whole number from 128 to 10240."
  }
  validation {
    condition     = var.limits.timeout_seconds >= 1 && var.limits.timeout_seconds <= 900 && floor(var.limits.timeout_seconds) == var.limits.timeout_seconds
    error_message = "timeout_seconds must be a whole number from 1 to 900."
  }
  validation {
    condition = var.limits.reserved_concurrency == null ? true : (
      var.limits.reserved_concurrency >= 1 && floor(var.limits.reserved_concurrency) == var.limits.reserved_concurrency
    )
    error_message = "reserved_concurrency must be a whole number from 1, or null: 0 would keep the function from ever running."
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

variable "messages_key_arn" {
  description = "ARN of the KMS key of the queues and topics that the function reads or writes. null: it uses none."
  type        = string
  default     = null
}

variable "permissions_boundary_arn" {
  description = "ARN of the policy that bounds the function's role. null: none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null ? true : can(regex("^arn:[a-z-]+:iam::([0-9]{12}|aws):policy/", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be the ARN of an IAM policy, such as arn:aws:iam::111122223333:policy/boundary, or null."
  }
}

variable "statements" {
  description = "Policy documents (JSON) with what the function's code may call. Access to its own log, traces and keys is added by this module."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "tracing" {
  description = "true: X-Ray traces the function's calls, and its role may write traces."
  type        = bool
  default     = true
  nullable    = false
}

variable "vpc_config" {
  description = "Subnets and security groups of a VPC that the function has to reach; its role may then make network interfaces there. null: no VPC."
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
