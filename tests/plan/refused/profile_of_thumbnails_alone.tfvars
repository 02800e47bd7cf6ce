# says: Every job of a profile needs output_groups with at least one of cmaf, hls, dash and mp4: frame capture cannot be a job alone.
transcoding_profiles = { posters = { jobs = { main = { output_groups = {}, thumbnails = {} } } } }
