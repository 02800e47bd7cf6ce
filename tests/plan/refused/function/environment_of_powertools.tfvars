# says: environment may not set NAME_PREFIX or POWERTOOLS_…: name_prefix and logs.level decide them.
environment = { POWERTOOLS_LOG_LEVEL = "INFO" }
