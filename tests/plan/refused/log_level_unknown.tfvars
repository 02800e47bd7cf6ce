# says: log_level must be DEBUG, INFO, WARNING or ERROR.
processing = { log_level = "VERBOSE" }
