"""From a profile and a source to a MediaConvert job."""
