"""Captions of a job's input: files beside the video, and what is embedded in it."""
