# says: transcoding_profile "cinema" is not a profile of this pipeline: default, per-format.
# alone: a precondition of a resource, met after every variable.
processing = { transcoding_profile = "cinema" }
