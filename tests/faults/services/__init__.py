"""AWS services in memory, by the methods of botocore's clients.

They take what the service takes and refuse what it refuses, with its codes.
"""
