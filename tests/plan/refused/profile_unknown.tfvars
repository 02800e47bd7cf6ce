# says: transcoding_profile "cinema" is not a profile of this pipeline: apple, audio, default, economy, hevc, per-format, uhd.
# alone: a precondition of a resource, met after every variable.
processing = { transcoding_profile = "cinema" }
