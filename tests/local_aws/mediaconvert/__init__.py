"""AWS Elemental MediaConvert for the local account.

Importing this package or :mod:`local_aws.mediaconvert.rules` needs only the standard library.
"""
