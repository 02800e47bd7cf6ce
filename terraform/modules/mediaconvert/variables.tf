variable "account_id" {
  description = "The account that transcodes (12 digits)."
  type        = string
}

variable "data_key_arn" {
  description = "ARN of the KMS key that encrypts uploads, outputs and profiles."
  type        = string
}

variable "name_prefix" {
  description = "First part of every name in this pipeline."
  type        = string
}

variable "outputs_bucket_arn" {
  description = "ARN of the bucket that jobs write to."
  type        = string
}

variable "uploads_bucket_arn" {
  description = "ARN of the bucket that jobs read from."
  type        = string
}

variable "permissions_boundary_arn" {
  description = "ARN of the policy that bounds the role that this module makes. null: none."
  type        = string
  default     = null
}

variable "role_arn" {
  description = "ARN of a role of your own for MediaConvert to work under; it must read the uploads bucket, write the outputs bucket and use the data key. null: this module makes a role that may do just that."
  type        = string
  default     = null
}

variable "transcoding_profiles" {
  description = <<-EOT
    Transcoding profiles by name, besides the shipped `default` and `per-format`
    (an entry of the same name replaces a shipped one). Each is stored as JSON in
    SSM under `/<name_prefix>/profiles/<name>`.
    - `segment_seconds`: length of a streaming segment.
    - `audio`: AAC bit rate and sample rate.
    - `jobs`: the MediaConvert jobs by name.
    - `output_groups`: renditions by output group, at least one of `cmaf` (HLS and
      DASH over one set of segments), `hls`, `dash` and `mp4`. `width_px` x
      `height_px` is the box a landscape picture is fitted into (swapped for
      portrait, never enlarged).
    - `thumbnails`: pictures `interval_seconds` apart, or further where `max_count`
      would not reach the end; null: none.
  EOT
  type = map(object({
    segment_seconds = optional(number, 6)
    audio = optional(object({
      bitrate_bps    = optional(number, 128000)
      sample_rate_hz = optional(number, 48000)
    }), {})
    jobs = map(object({
      output_groups = map(list(object({
        name                 = string
        width_px             = number
        height_px            = number
        max_bitrate_bps      = number
        quality_tuning_level = optional(string, "SINGLE_PASS")
      })))
      thumbnails = optional(object({
        interval_seconds = optional(number, 2)
        max_count        = optional(number, 10)
        width_px         = optional(number, 320)
      }))
    }))
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.transcoding_profiles) : can(regex("^[a-z0-9][a-z0-9-]{0,30}$", name))])
    error_message = "A profile's name is 1 to 31 small letters, digits and hyphens, such as mobile-only."
  }
  validation {
    condition = alltrue(flatten([
      for profile in var.transcoding_profiles : [
        for job in profile.jobs :
        length(job.output_groups) > 0 && length(setsubtract(keys(job.output_groups), ["cmaf", "hls", "dash", "mp4"])) == 0
      ]
    ]))
    error_message = "Every job of a profile needs output_groups with at least one of cmaf, hls, dash and mp4: frame capture cannot be a job alone."
  }
  validation {
    condition     = alltrue([for profile in var.transcoding_profiles : length(jsonencode(profile)) <= 4096])
    error_message = "A profile must fit into 4 KB of JSON, the size of a standard SSM parameter: give it fewer jobs or renditions."
  }
}
