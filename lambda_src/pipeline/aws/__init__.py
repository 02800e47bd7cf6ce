"""The only modules that import botocore, read the clock or use chance."""
