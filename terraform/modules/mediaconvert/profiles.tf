locals {
  ladder = [
    { name = "720p", width_px = 1280, height_px = 720, max_bitrate_bps = 2000000, quality_tuning_level = "SINGLE_PASS" },
    { name = "480p", width_px = 854, height_px = 480, max_bitrate_bps = 1000000, quality_tuning_level = "SINGLE_PASS" },
  ]
  preview = [
    { name = "360p", width_px = 640, height_px = 360, max_bitrate_bps = 600000, quality_tuning_level = "SINGLE_PASS" },
  ]
  thumbnails = { interval_seconds = 2, max_count = 10, width_px = 320 }
  audio      = { bitrate_bps = 128000, sample_rate_hz = 48000 }

  shipped_profiles = {
    # One job with one set of segments for both streaming formats: half the encoding
    # and storage of a set for each.
    default = {
      segment_seconds = 6
      audio           = local.audio
      jobs = {
        main = { output_groups = { cmaf = local.ladder, mp4 = local.preview }, thumbnails = local.thumbnails }
      }
    }
    per-format = {
      segment_seconds = 6
      audio           = local.audio
      jobs = {
        hls  = { output_groups = { hls = local.ladder }, thumbnails = null }
        dash = { output_groups = { dash = local.ladder }, thumbnails = null }
        # MediaConvert has no job of frame capture alone: it goes with the MP4.
        mp4 = { output_groups = { mp4 = local.preview }, thumbnails = local.thumbnails }
      }
    }
  }

  # As JSON, because the two maps' values differ in type.
  profiles = merge(
    { for name, profile in local.shipped_profiles : name => jsonencode(profile) },
    { for name, profile in var.transcoding_profiles : name => jsonencode(profile) },
  )
  profiles_path = "/${var.name_prefix}/profiles"
}

resource "aws_ssm_parameter" "profile" {
  for_each = local.profiles

  name        = "${local.profiles_path}/${each.key}"
  description = "Transcoding profile ${each.key}"
  type        = "SecureString"
  key_id      = var.data_key_arn
  value       = each.value

  lifecycle {
    precondition {
      condition     = length(lookup(local.profile_faults, each.key, [])) == 0
      error_message = join("\n", [for fault in lookup(local.profile_faults, each.key, []) : "transcoding_profiles, profile ${each.key}: ${fault}"])
    }
  }
}
