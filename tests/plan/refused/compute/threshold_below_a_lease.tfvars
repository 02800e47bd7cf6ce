# says: pending_threshold_seconds, processing_threshold_seconds and stalled_after_seconds must be whole numbers from 60
processing = { processing_threshold_seconds = 59 }
