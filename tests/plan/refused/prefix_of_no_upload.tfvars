# says: transcoding_profiles_by_key_prefix must have prefixes of uploads' keys, such as uploads/podcasts/, not "podcasts/".
# alone: a precondition of a resource, met after every variable.
processing = { transcoding_profiles_by_key_prefix = { "podcasts/" = "default" } }
