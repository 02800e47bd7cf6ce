locals {
  # Names, boxes, most bits per second up to 30 frames per second, QVBR levels. Players begin with the
  # first that is listed.
  rungs = {
    "2160p" = { name = "2160p", width_px = 3840, height_px = 2160, max_bitrate_bps = 15000000, quality_level = 9, max_frames_per_second = 30 }
    "1440p" = { name = "1440p", width_px = 2560, height_px = 1440, max_bitrate_bps = 9000000, quality_level = 8, max_frames_per_second = 30 }
    "1080p" = { name = "1080p", width_px = 1920, height_px = 1080, max_bitrate_bps = 6000000, quality_level = 8 }
    "720p"  = { name = "720p", width_px = 1280, height_px = 720, max_bitrate_bps = 3500000, quality_level = 8 }
    "480p"  = { name = "480p", width_px = 854, height_px = 480, max_bitrate_bps = 1600000, quality_level = 7 }
    "360p"  = { name = "360p", width_px = 640, height_px = 360, max_bitrate_bps = 800000, quality_level = 7 }
    # With the low sound below 192 kbit/s, which Apple demands of one variant on cellular networks.
    "234p" = { name = "234p", width_px = 416, height_px = 234, max_bitrate_bps = 110000, quality_level = 5 }
  }
  ladders = {
    for name, rungs in {
      default = ["480p", "1080p", "720p", "360p"]
      apple   = ["480p", "1080p", "720p", "360p", "234p"]
      uhd     = ["480p", "2160p", "1440p", "1080p", "720p", "360p"]
    } : name => [for rung in rungs : merge(local.rungs[rung], local.speed)]
  }
  speed      = { quality_tuning_level = var.quality_tuning_level }
  preview    = [merge(local.speed, { name = "720p", width_px = 1280, height_px = 720, max_bitrate_bps = 2500000, quality_level = 7 })]
  thumbnails = { interval_seconds = 2, max_count = 10, widths_px = [320, 1280] }
  audio      = { bitrate_bps = 128000, sample_rate_hz = 48000 }
  captions   = { sidecars = true }

  shipped_profiles = {
    # One job with one set of segments for both streaming formats: half the encoding
    # and storage of a set for each.
    default = {
      audio    = local.audio
      captions = local.captions
      jobs     = { main = { output_groups = { cmaf = local.ladders.default, mp4 = local.preview }, thumbnails = local.thumbnails, storyboard = true } }
    }
    economy = {
      audio = local.audio
      jobs = {
        main = {
          output_groups = {
            cmaf = [
              merge(local.speed, { name = "720p", width_px = 1280, height_px = 720, max_bitrate_bps = 2000000 }),
              merge(local.speed, { name = "480p", width_px = 854, height_px = 480, max_bitrate_bps = 1000000 }),
            ]
            mp4 = [merge(local.speed, { name = "360p", width_px = 640, height_px = 360, max_bitrate_bps = 600000 })]
          }
          thumbnails = { interval_seconds = 2, max_count = 10, widths_px = [320] }
          storyboard = true
        }
      }
    }
    apple = {
      audio    = merge(local.audio, { low = { bitrate_bps = 48000, channels = 1 } })
      captions = local.captions
      jobs     = { main = { output_groups = { cmaf = local.ladders.apple, mp4 = local.preview }, thumbnails = local.thumbnails, storyboard = true } }
    }
    uhd = {
      audio    = local.audio
      captions = local.captions
      jobs     = { main = { output_groups = { cmaf = local.ladders.uhd, mp4 = local.preview }, thumbnails = local.thumbnails, storyboard = true } }
    }
    per-format = {
      audio    = local.audio
      captions = local.captions
      jobs = {
        hls  = { output_groups = { hls = local.ladders.default }, storyboard = true }
        dash = { output_groups = { dash = local.ladders.default } }
        # MediaConvert has no job of frame capture alone: it goes with the MP4.
        mp4 = { output_groups = { mp4 = local.preview }, thumbnails = local.thumbnails }
      }
    }
    audio = {
      audio = local.audio
      jobs  = { main = { output_groups = { cmaf = [], mp4 = [] } } }
    }
    # MediaConvert bills all of it in the professional tier.
    hevc = {
      codec    = "hevc"
      audio    = local.audio
      captions = local.captions
      jobs = {
        main = {
          output_groups = {
            cmaf = [
              merge(local.rungs["480p"], local.speed, { max_bitrate_bps = 1000000 }),
              merge(local.rungs["1080p"], local.speed, { max_bitrate_bps = 4000000 }),
              merge(local.rungs["720p"], local.speed, { max_bitrate_bps = 2200000 }),
              merge(local.rungs["360p"], local.speed, { max_bitrate_bps = 500000 }),
            ]
            mp4 = [merge(local.rungs["720p"], local.speed, { max_bitrate_bps = 1600000 })]
          }
          thumbnails = local.thumbnails
          storyboard = true
        }
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
