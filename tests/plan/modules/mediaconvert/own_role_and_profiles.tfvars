account_id           = "111122223333"
concurrent_jobs      = 40
data_key_arn         = "arn:aws:kms:us-east-1:111122223333:key/data"
name_prefix          = "media-test"
outputs_bucket_arn   = "arn:aws:s3:::media-test-outputs-111122223333"
quality_tuning_level = "SINGLE_PASS_HQ"
role_arn             = "arn:aws:iam::111122223333:role/own-mediaconvert"
uploads_bucket_arn   = "arn:aws:s3:::media-test-uploads-111122223333"

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
