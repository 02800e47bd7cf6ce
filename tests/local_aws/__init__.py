"""The AWS account on your laptop: ministack with a MediaConvert that transcodes with ffmpeg."""
