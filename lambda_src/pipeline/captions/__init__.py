"""Captions of an asset: from files beside the video, and from within it."""
