# says: environment may not set AWS_DATA_PATH, NAME_PREFIX or POWERTOOLS_…: the package, name_prefix and logs.level decide them.
environment = { AWS_DATA_PATH = "/opt" }
