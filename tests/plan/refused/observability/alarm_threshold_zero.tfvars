# says: Every threshold must be above 0; leave one out to get its default.
alarm_thresholds = { queue_depth = 0 }
