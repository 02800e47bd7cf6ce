"""Uploads that a client asked for: what it said of the file, where it goes, and how it is sent."""
