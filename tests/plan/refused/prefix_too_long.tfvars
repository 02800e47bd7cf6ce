# says: name_prefix must have at most 38 characters: the access-logs bucket's name adds 25 and ends at 63.
name_prefix = "media-dev-second-pipeline-longest-names"
