# says: transcoding_profiles_by_key_prefix names cinema, which is not among the profiles of this pipeline: apple, audio, default, economy, hevc, per-format, uhd.
# alone: a precondition of a resource, met after every variable.
processing = { transcoding_profiles_by_key_prefix = { "uploads/films/" = "cinema", "uploads/podcasts/" = "default" } }
