# says: A profile must not be null: leave it out.
transcoding_profiles = { mobile = null }
