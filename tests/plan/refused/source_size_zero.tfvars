# says: max_source_duration_seconds and max_source_size_bytes must be whole numbers above 0.
processing = { max_source_size_bytes = 0 }
