# says: name must be at most 25 small letters, digits and single hyphens, and start with a letter, such as ingest-orchestrator.
name = "a-name-of-twenty-six-lette"
