# says: transcoding_profiles, profile mobile: jobs.main.output_groups.cmaf[0].width_px must be an even number from 32 to 4096.
# alone: a precondition of a resource, met after every variable.
transcoding_profiles = {
  mobile = {
    jobs = { main = { output_groups = { cmaf = [{ name = "480p", width_px = 853, height_px = 480, max_bitrate_bps = 1000000 }] } } }
  }
}
