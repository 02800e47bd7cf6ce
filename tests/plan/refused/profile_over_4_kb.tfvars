# says: A profile must fit into 4 KB of JSON, the size of a standard SSM parameter: give it fewer jobs or renditions.
transcoding_profiles = {
  long = {
    jobs = {
      job-1  = { output_groups = { mp4 = [{ name = "720p", width_px = 1280, height_px = 720, max_bitrate_bps = 2000000 }] } }
      job-2  = { output_groups = { mp4 = [{ name = "720p", width_px = 1280, height_px = 720, max_bitrate_bps = 2000000 }] } }
      job-3  = { output_groups = { mp4 = [{ name = "720p", width_px = 1280, height_px = 720, max_bitrate_bps = 2000000 }] } }
      job-4  = { output_groups = { mp4 = [{ name = "720p", width_px = 1280, height_px = 720, max_bitrate_bps = 2000000 }] } }
      job-5  = { output_groups = { mp4 = [{ name = "720p", width_px = 1280, height_px = 720, max_bitrate_bps = 2000000 }] } }
      job-6  = { output_groups = { mp4 = [{ name = "720p", width_px = 1280, height_px = 720, max_bitrate_bps = 2000000 }] } }
      job-7  = { output_groups = { mp4 = [{ name = "720p", width_px = 1280, height_px = 720, max_bitrate_bps = 2000000 }] } }
      job-8  = { output_groups = { mp4 = [{ name = "720p", width_px = 1280, height_px = 720, max_bitrate_bps = 2000000 }] } }
      job-9  = { output_groups = { mp4 = [{ name = "720p", width_px = 1280, height_px = 720, max_bitrate_bps = 2000000 }] } }
      job-10 = { output_groups = { mp4 = [{ name = "720p", width_px = 1280, height_px = 720, max_bitrate_bps = 2000000 }] } }
      job-11 = { output_groups = { mp4 = [{ name = "720p", width_px = 1280, height_px = 720, max_bitrate_bps = 2000000 }] } }
      job-12 = { output_groups = { mp4 = [{ name = "720p", width_px = 1280, height_px = 720, max_bitrate_bps = 2000000 }] } }
      job-13 = { output_groups = { mp4 = [{ name = "720p", width_px = 1280, height_px = 720, max_bitrate_bps = 2000000 }] } }
      job-14 = { output_groups = { mp4 = [{ name = "720p", width_px = 1280, height_px = 720, max_bitrate_bps = 2000000 }] } }
      job-15 = { output_groups = { mp4 = [{ name = "720p", width_px = 1280, height_px = 720, max_bitrate_bps = 2000000 }] } }
      job-16 = { output_groups = { mp4 = [{ name = "720p", width_px = 1280, height_px = 720, max_bitrate_bps = 2000000 }] } }
      job-17 = { output_groups = { mp4 = [{ name = "720p", width_px = 1280, height_px = 720, max_bitrate_bps = 2000000 }] } }
      job-18 = { output_groups = { mp4 = [{ name = "720p", width_px = 1280, height_px = 720, max_bitrate_bps = 2000000 }] } }
      job-19 = { output_groups = { mp4 = [{ name = "720p", width_px = 1280, height_px = 720, max_bitrate_bps = 2000000 }] } }
      job-20 = { output_groups = { mp4 = [{ name = "720p", width_px = 1280, height_px = 720, max_bitrate_bps = 2000000 }] } }
      job-21 = { output_groups = { mp4 = [{ name = "720p", width_px = 1280, height_px = 720, max_bitrate_bps = 2000000 }] } }
      job-22 = { output_groups = { mp4 = [{ name = "720p", width_px = 1280, height_px = 720, max_bitrate_bps = 2000000 }] } }
      job-23 = { output_groups = { mp4 = [{ name = "720p", width_px = 1280, height_px = 720, max_bitrate_bps = 2000000 }] } }
      job-24 = { output_groups = { mp4 = [{ name = "720p", width_px = 1280, height_px = 720, max_bitrate_bps = 2000000 }] } }
      job-25 = { output_groups = { mp4 = [{ name = "720p", width_px = 1280, height_px = 720, max_bitrate_bps = 2000000 }] } }
    }
  }
}
