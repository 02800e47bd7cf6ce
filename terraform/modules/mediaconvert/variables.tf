variable "account_id" {
  description = "The account that transcodes (12 digits)."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be the 12 digits of an AWS account; `aws sts get-caller-identity` prints yours."
  }
}

variable "data_key_arn" {
  description = "ARN of the KMS key that encrypts uploads, outputs and profiles."
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

variable "outputs_bucket_arn" {
  description = "ARN of the bucket that jobs write to."
  type        = string
}

variable "uploads_bucket_arn" {
  description = "ARN of the bucket that jobs read from."
  type        = string
}

variable "concurrent_jobs" {
  description = "The most jobs of this pipeline that run at a time; further ones wait in its queue. All queues of the account and region share one quota: give each pipeline its part. Above the quota MediaConvert refuses the value, and the apply hangs for about an hour before it fails. null: MediaConvert's default at first; later, whatever was set last, since it cannot be unset."
  type        = number
  default     = null

  validation {
    condition     = var.concurrent_jobs == null ? true : var.concurrent_jobs >= 1 && floor(var.concurrent_jobs) == var.concurrent_jobs
    error_message = "concurrent_jobs must be a whole number from 1, within the account's quotas of concurrent jobs, or null to leave it to MediaConvert."
  }
}

variable "permissions_boundary_arn" {
  description = "ARN of the policy that bounds the role that this module creates. null: none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null ? true : can(regex("^arn:[a-z-]+:iam::([0-9]{12}|aws):policy/", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be the ARN of an IAM policy, such as arn:aws:iam::111122223333:policy/boundary, or null."
  }
}

variable "quality_tuning_level" {
  description = "How MediaConvert encodes the pictures of the shipped profiles: `SINGLE_PASS`, or `SINGLE_PASS_HQ` for better pictures at the same bit rates, in the same tier at a price that AWS does not publish by level. Profiles of your own say it in each rendition."
  type        = string
  default     = "SINGLE_PASS"
  nullable    = false

  validation {
    condition     = contains(["SINGLE_PASS", "SINGLE_PASS_HQ"], var.quality_tuning_level)
    error_message = "quality_tuning_level must be SINGLE_PASS or SINGLE_PASS_HQ: MULTI_PASS_HQ has the professional tier, so give it to a profile of your own."
  }
}

variable "role_arn" {
  description = "ARN of a role of your own for MediaConvert to assume. It must be able to read the uploads bucket, write the outputs bucket and use the data key. null: this module creates a role that can do just that."
  type        = string
  default     = null
}

variable "transcoding_profiles" {
  description = <<-EOT
    Transcoding profiles by name, besides the shipped ones
    (an entry of the same name replaces a shipped one). Each is stored as JSON in
    SSM under `/<name_prefix>/profiles/<name>`.
    - `segment_seconds`: length of a streaming segment.
    - `codec`: `h264` or `hevc`, which has MediaConvert's professional tier.
    - `hdr`: what becomes of a source of high dynamic range: `tone-map` or `refuse`.
    - `audio`: AAC bit rate and sample rate; `loudness_lkfs`: bring all sound to this loudness, at an
      extra charge; `low`: a second sound for slow networks.
    - `captions`: `sidecars`: caption files beside the video; `embedded`: the first captions of
      CEA-608 or CEA-708 within the picture. Both need a rendition in `cmaf`, `hls` or `dash`.
    - `jobs`: the MediaConvert jobs by name.
    - `output_groups`: renditions by output group, in the order of the manifest; at least one
      of `cmaf` (HLS and DASH over one set of segments), `hls`, `dash` and `mp4`. An empty list is
      sound alone. A landscape picture is scaled to fit into `width_px` x `height_px`, a portrait
      one into the two swapped. Pictures are never enlarged. `max_bitrate_bps` is for up to
      30 frames per second. `quality_level`: 1 to 10; null: MediaConvert chooses.
    - `thumbnails`: pictures `interval_seconds` apart, or further apart if `max_count`
      would not reach the end of the video, in each of `widths_px` (or in `width_px`, one
      width; neither: 320); null: none.
    - `storyboard`: small pictures for players' seek bars, in a WebVTT; at most one job says it.
    A plan refuses what the functions would refuse: `docs/schemas/profile.json`. Terraform
    drops fields that the type does not know, and says nothing.
  EOT
  type = map(object({
    segment_seconds = optional(number, 6)
    codec           = optional(string, "h264")
    hdr             = optional(string, "tone-map")
    audio = optional(object({
      bitrate_bps    = optional(number, 128000)
      sample_rate_hz = optional(number, 48000)
      loudness_lkfs  = optional(number)
      low = optional(object({
        bitrate_bps = optional(number, 48000)
        channels    = optional(number, 1)
      }))
    }), {})
    captions = optional(object({
      sidecars = optional(bool, false)
      embedded = optional(bool, false)
    }))
    jobs = map(object({
      output_groups = map(list(object({
        name                  = string
        width_px              = number
        height_px             = number
        max_bitrate_bps       = number
        quality_level         = optional(number)
        quality_tuning_level  = optional(string, "SINGLE_PASS")
        max_frames_per_second = optional(number, 60)
      })))
      thumbnails = optional(object({
        interval_seconds = optional(number, 2)
        max_count        = optional(number, 10)
        width_px         = optional(number)
        widths_px        = optional(list(number))
      }))
      storyboard = optional(bool, false)
    }))
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.transcoding_profiles) : can(regex("^[a-z0-9][a-z0-9-]{0,30}$", name))])
    error_message = "A profile's name is 1 to 31 small letters, digits and hyphens, such as mobile-only."
  }
  validation {
    condition     = alltrue([for profile in var.transcoding_profiles : profile != null])
    error_message = "A profile must not be null: leave it out."
  }
}
