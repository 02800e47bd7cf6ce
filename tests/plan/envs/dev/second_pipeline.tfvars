# Beside media-dev in the same account and region, under a prefix that is the
# beginning of its.
name_prefix      = "media"
data_key_arn     = "arn:aws:kms:us-east-1:111122223333:key/data"
messages_key_arn = "arn:aws:kms:us-east-1:111122223333:key/messages"

transcoding_profiles = {
  mobile = {
    jobs = {
      main = {
        output_groups = {
          hls = [{ name = "360p", width_px = 640, height_px = 360, max_bitrate_bps = 800000 }]
        }
      }
    }
  }
}
processing = {
  transcoding_profile = "mobile"
}
