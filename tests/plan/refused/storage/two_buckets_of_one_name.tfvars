# says: bucket_names must differ from each other.
bucket_names = { outputs = "videos", uploads = "videos" }
