# says: stalled_after_seconds must be above pending_threshold_seconds
processing = { pending_threshold_seconds = 3600, stalled_after_seconds = 3600 }
