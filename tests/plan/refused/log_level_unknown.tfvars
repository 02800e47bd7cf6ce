# says: logs.level must be DEBUG, INFO, WARNING or ERROR.
logs = { level = "VERBOSE" }
