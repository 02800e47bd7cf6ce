# says: A profile's name is 1 to 31 small letters, digits and hyphens, such as mobile-only.
transcoding_profiles = { Mobile = { jobs = { main = { output_groups = { hls = [] } } } } }
