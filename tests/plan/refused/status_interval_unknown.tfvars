# says: status_update_interval_seconds must be an interval that MediaConvert knows: 10, 12, 15
processing = { status_update_interval_seconds = 11 }
