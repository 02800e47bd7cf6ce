# says: name_prefix must be small letters, digits and single hyphens, and start with a letter, such as media-dev.
name_prefix = "Media-Dev"
