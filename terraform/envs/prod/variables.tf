variable "account_id" {
  description = "The account to deploy to (12 digits). Terraform refuses to work in any other."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be the 12 digits of an AWS account; `aws sts get-caller-identity` prints yours."
  }
}

variable "alarm_email" {
  description = "Address that gets the alarms, once it has confirmed the subscription. null: the alarms exist, and nobody is mailed."
  type        = string
  default     = null

  validation {
    condition     = !var.protect_data || var.alarm_email != null || var.alarm_topic_arn != null || var.alarms_heard_elsewhere
    error_message = "Nobody would hear the alarms of an environment with protect_data: set alarm_email or alarm_topic_arn, or alarms_heard_elsewhere = true if somebody subscribes to the alarms' topic by other means."
  }
}

variable "alarm_thresholds" {
  description = "When the alarms fire; see `alarm_thresholds` of the module observability, and for those of the CDN, `cdn_…`, of the module edge."
  type = object({
    api_latency_p99_seconds        = optional(number)
    api_minimum_requests           = optional(number)
    api_server_error_percent       = optional(number)
    api_throttled_requests         = optional(number)
    cdn_blocked_requests           = optional(number)
    cdn_minimum_requests           = optional(number)
    cdn_origin_latency_p90_seconds = optional(number)
    cdn_refused_percent            = optional(number)
    cdn_server_error_percent       = optional(number)
    function_errors                = optional(number)
    iterator_age_seconds           = optional(number)
    job_failure_minimum_jobs       = optional(number)
    job_failure_percent            = optional(number)
    job_latency_p95_seconds        = optional(number)
    oldest_message_age_seconds     = optional(number)
    operator_errors                = optional(number)
    queue_depth                    = optional(number)
    reconciled_minimum_assets      = optional(number)
    reconciled_percent             = optional(number)
    redelivered_messages           = optional(number)
    time_to_job_start_p99_seconds  = optional(number)
  })
  default  = {}
  nullable = false
}

variable "alarm_topic_arn" {
  description = "ARN of a topic of your own that the alarms notify; see the module alarm_topic for the policy it needs. null: one is created."
  type        = string
  default     = null
}

variable "alarms_heard_elsewhere" {
  description = "true: somebody subscribes to the alarms' topic outside this configuration, such as a chat. Else protect_data demands alarm_email or alarm_topic_arn."
  type        = bool
  default     = false
  nullable    = false
}

variable "api" {
  description = "Uploads and assets over HTTP; see the module api for each field. Without `tokens` it takes those of `identity`. null: none."
  type = object({
    allowed_origins = optional(list(string), [])
    domain          = optional(object({ certificate_arn = string, name = string }))
    limits = optional(object({
      burst                = optional(number)
      estimate_usd_per_day = optional(number)
      requests_per_second  = optional(number)
      routes = optional(map(object({
        burst               = number
        requests_per_second = number
      })))
      reprocesses_per_day  = optional(number)
      upload_bytes_per_day = optional(number)
      uploads_per_day      = optional(number)
    }))
    tokens = optional(object({
      audiences     = list(string)
      issuer        = string
      scope_prefix  = optional(string)
      subject_claim = optional(string)
    }))
  })
  default = null

  validation {
    condition     = var.api == null || var.identity != null ? true : var.api.tokens != null
    error_message = "api must say whose tokens it takes, with its issuer and audiences in api.tokens, where there is no identity."
  }
}

variable "bucket_names" {
  description = "Names of buckets, where yours follow other rules; see `bucket_names` of the module storage."
  type = object({
    access_logs = optional(string)
    outputs     = optional(string)
    uploads     = optional(string)
  })
  default  = {}
  nullable = false
}

variable "cdn" {
  description = "A CDN that viewers play from; see the module cdn for each field, and the module edge for `alarm_topic_arn` and `rate_limit`. With a data key of your own, its policy needs the statements of the module cdn. null: none."
  type = object({
    alarm_topic_arn        = optional(string)
    allowed_origins        = optional(list(string), [])
    cookies                = optional(object({ domain = optional(string), same_site = optional(string) }))
    domain                 = optional(object({ certificate_arn = string, names = list(string) }))
    geo_restriction        = optional(object({ countries = optional(list(string)), type = optional(string) }))
    log_bucket_domain_name = optional(string)
    price_class            = optional(string)
    public_posters         = optional(bool)
    rate_limit             = optional(object({ requests = optional(number), window_seconds = optional(number) }))
    signing                = optional(object({ active = optional(string), public_keys = optional(map(string)) }))
    site                   = optional(object({ bucket_name = optional(string), connect_sources = optional(list(string)) }))
    web_acl_arn            = optional(string)
  })
  default = null

  validation {
    condition     = try(var.cdn.rate_limit, null) == null || try(var.cdn.web_acl_arn, null) == null
    error_message = "cdn.rate_limit and cdn.web_acl_arn exclude each other: a distribution has one web ACL. Put a rule of the rate into your own."
  }
  validation {
    condition     = try(var.cdn.alarm_topic_arn, null) == null || var.region != "us-east-1"
    error_message = "cdn.alarm_topic_arn is for pipelines in other regions: in us-east-1 the CDN's alarms notify the topic of all others, which alarm_topic_arn sets."
  }
  validation {
    condition = (
      var.cdn == null || !var.protect_data || var.alarms_heard_elsewhere || var.region == "us-east-1"
      || var.alarm_email != null || try(var.cdn.alarm_topic_arn, null) != null
    )
    error_message = "Nobody would hear the alarms of the CDN, which are in us-east-1: set alarm_email or cdn.alarm_topic_arn, or alarms_heard_elsewhere = true if somebody subscribes to their topic by other means."
  }
}

variable "concurrent_jobs" {
  description = "The most jobs of this pipeline that run at a time; see `concurrent_jobs` of the module mediaconvert before you set it. null: MediaConvert decides."
  type        = number
  default     = null
}

variable "cors_allowed_origins" {
  description = "Origins whose players may read outputs. Empty: no cross-origin access."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "daily_estimate_alarm_usd" {
  description = "US dollars that the jobs submitted within 24 hours may cost, by their estimates, before an alarm fires. null: no alarm on cost."
  type        = number
  default     = null

  validation {
    condition     = !var.protect_data || var.daily_estimate_alarm_usd != null
    error_message = "An environment with protect_data must say when its cost is alarming: set daily_estimate_alarm_usd to US dollars a day, such as 50."
  }
}

variable "data_key_alias" {
  description = "Alias of the data key. The deploy role may make only aliases that begin with `alias/<name_prefix>-`. null: `alias/<name_prefix>-data`."
  type        = string
  default     = null
}

variable "data_key_arn" {
  description = "ARN of a KMS key of your own for buckets, table and logs; see the module kms for the policy statements it needs. null: one is created."
  type        = string
  default     = null
}

variable "data_key_policy_statements" {
  description = "Further statements of the data key's policy; see `policy_statements` of the module kms."
  type = list(object({
    actions = list(string)
    conditions = optional(list(object({
      test     = string
      values   = list(string)
      variable = string
    })))
    principals = map(list(string))
  }))
  default  = []
  nullable = false
}

variable "environment" {
  description = "Value of the tag Environment."
  type        = string

  validation {
    condition     = can(regex("^[\\p{L}\\p{Z}\\p{N}_.:/=+@-]{0,256}$", var.environment))
    error_message = "environment must be a value that AWS takes for a tag: at most 256 letters, digits, spaces and _ . : / = + - @."
  }
}

variable "identity" {
  description = "A Cognito user pool for those who have no identity provider; see the module identity for each field. null: none."
  type = object({
    browser_client = object({
      callback_urls = set(string)
      logout_urls   = optional(set(string))
      scopes        = optional(set(string))
    })
    mfa = optional(string)
    password_policy = optional(object({
      minimum_length          = optional(number)
      requires                = optional(set(string))
      temporary_validity_days = optional(number)
    }))
    self_sign_up = optional(bool)
    server_client = optional(object({
      scopes = optional(set(string))
    }))
    threat_protection = optional(string)
    token_validity = optional(object({
      access_minutes = optional(number)
      refresh_days   = optional(number)
    }))
  })
  default = null
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

variable "mediaconvert_role_arn" {
  description = "ARN of a role of your own for MediaConvert; see the module mediaconvert for the permissions it needs. null: one is created."
  type        = string
  default     = null
}

variable "messages_key_alias" {
  description = "Alias of the messages key. The deploy role may make only aliases that begin with `alias/<name_prefix>-`. null: `alias/<name_prefix>-messages`."
  type        = string
  default     = null
}

variable "messages_key_arn" {
  description = "ARN of a KMS key of your own for queues, topics and the event bus; see the module kms for the policy statements it needs. null: one is created."
  type        = string
  default     = null
}

variable "messages_key_policy_statements" {
  description = "Further statements of the messages key's policy; see `policy_statements` of the module kms."
  type = list(object({
    actions = list(string)
    conditions = optional(list(object({
      test     = string
      values   = list(string)
      variable = string
    })))
    principals = map(list(string))
  }))
  default  = []
  nullable = false
}

variable "name_prefix" {
  description = "First part of every name in this pipeline. A second pipeline in the same account needs a different one, also in another region: roles and buckets are named once per account."
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

variable "outputs_policy_statements" {
  description = "Further statements of the outputs bucket's policy; see `outputs_policy_statements` of the module storage."
  type = list(object({
    actions = list(string)
    conditions = optional(list(object({
      test     = string
      values   = list(string)
      variable = string
    })))
    effect     = optional(string)
    keys       = optional(list(string))
    principals = map(list(string))
  }))
  default  = []
  nullable = false
}

variable "package" {
  description = "The zip that `make package` builds: a file, relative to the folder Terraform runs in, or an object in S3; see `package` of the module compute."
  type = object({
    path              = optional(string)
    s3_bucket         = optional(string)
    s3_key            = optional(string)
    s3_object_version = optional(string)
  })
  default  = { path = "../../../build/lambda.zip" }
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

variable "permissions_boundary_arn" {
  description = "ARN of the policy that bounds every role of this pipeline, if the account requires one. null: none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null ? true : can(regex("^arn:[a-z-]+:iam::([0-9]{12}|aws):policy/", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be the ARN of an IAM policy, such as arn:aws:iam::111122223333:policy/boundary, or null."
  }
}

variable "processing" {
  description = "How uploads are processed; see `processing` of the module compute."
  type = object({
    create_jobs_burst              = optional(number)
    create_jobs_per_second         = optional(number)
    max_attempts                   = optional(number)
    max_estimate_usd               = optional(number)
    max_source_duration_seconds    = optional(number)
    max_source_size_bytes          = optional(number)
    pending_threshold_seconds      = optional(number)
    processing_concurrency         = optional(number)
    processing_threshold_seconds   = optional(number)
    stalled_after_seconds          = optional(number)
    status_update_interval_seconds = optional(number)
    retention_days                 = optional(number)
    superseded_outputs_days        = optional(number)
    transcoding_profile            = optional(string)

    transcoding_profiles_by_key_prefix = optional(map(string))
  })
  default  = {}
  nullable = false
}

variable "project" {
  description = "Value of the tag Project."
  type        = string
  default     = "media-pipeline"
  nullable    = false

  validation {
    condition     = can(regex("^[\\p{L}\\p{Z}\\p{N}_.:/=+@-]{0,256}$", var.project))
    error_message = "project must be a value that AWS takes for a tag: at most 256 letters, digits, spaces and _ . : / = + - @."
  }
}

variable "protect_data" {
  description = "true: the table, and buckets with objects in them, cannot be destroyed. false: `terraform destroy` deletes everything."
  type        = bool
  default     = true
  nullable    = false
}

variable "quality_tuning_level" {
  description = "How MediaConvert encodes the pictures of the shipped profiles; see `quality_tuning_level` of the module mediaconvert."
  type        = string
  default     = null
}

variable "region" {
  description = "AWS region to deploy to."
  type        = string
}

variable "reserved_concurrency" {
  description = "Executions kept for a function, by name; see `reserved_concurrency` of the module compute."
  type        = map(number)
  default     = {}
  nullable    = false
}

variable "tags" {
  description = "Additional tags for every resource, at most 46."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length(distinct([for key in concat(keys(var.tags), ["environment", "managedby", "pipeline", "project"]) : lower(key)])) == length(var.tags) + 4
    error_message = "tags must have keys that differ in more than capitals, from each other and from the pipeline's own tags (Environment, ManagedBy, Pipeline, Project): IAM refuses the rest."
  }
  validation {
    condition     = length([for key in keys(var.tags) : key if startswith(lower(key), "aws:")]) == 0
    error_message = "tags must not have keys that begin with aws: because AWS keeps them for itself."
  }
  validation {
    condition = alltrue([
      for key, value in var.tags :
      can(regex("^[\\p{L}\\p{Z}\\p{N}_.:/=+@-]{1,128}$", key)) && can(regex("^[\\p{L}\\p{Z}\\p{N}_.:/=+@-]{0,256}$", value))
    ])
    error_message = "tags must have keys of 1 to 128 characters and values of at most 256: letters, digits, spaces and _ . : / = + - @."
  }
  validation {
    condition     = length(var.tags) <= 46
    error_message = "tags must be at most 46: AWS takes 50 for a resource, and 4 are the pipeline's own."
  }
}

variable "transcoding_profiles" {
  description = "Transcoding profiles besides the shipped ones; see `transcoding_profiles` of the module mediaconvert."
  type = map(object({
    segment_seconds = optional(number)
    codec           = optional(string)
    hdr             = optional(string)
    audio = optional(object({
      bitrate_bps    = optional(number)
      sample_rate_hz = optional(number)
      loudness_lkfs  = optional(number)
      low = optional(object({
        bitrate_bps = optional(number)
        channels    = optional(number)
      }))
    }))
    captions = optional(object({
      sidecars = optional(bool)
      embedded = optional(bool)
    }))
    jobs = map(object({
      output_groups = map(list(object({
        name                  = string
        width_px              = number
        height_px             = number
        max_bitrate_bps       = number
        quality_level         = optional(number)
        quality_tuning_level  = optional(string)
        max_frames_per_second = optional(number)
      })))
      thumbnails = optional(object({
        interval_seconds = optional(number)
        max_count        = optional(number)
        width_px         = optional(number)
        widths_px        = optional(list(number))
      }))
      storyboard = optional(bool)
    }))
  }))
  default  = {}
  nullable = false
}

variable "uploads_cors_allowed_origins" {
  description = "Origins whose pages may upload from the browser. Empty: no cross-origin access."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "uploads_lifecycle" {
  description = "What becomes of uploaded originals as they age; see `uploads_lifecycle` of the module storage."
  type = object({
    expiration_days = optional(number)
    transitions     = optional(map(number))
  })
  default  = {}
  nullable = false
}

variable "webhooks" {
  description = "Receivers of webhooks, by name; see `endpoints` of the module webhooks. Empty: none."
  type = map(object({
    allowed_networks = optional(set(string))
    secret_arn       = string
    types            = set(string)
    url              = string
  }))
  default  = {}
  nullable = false
}
