"""Uploads, and the requests on their queue."""
