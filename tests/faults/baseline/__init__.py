"""The design of requirement document 3, written anew as a test double.

It keeps that design's decisions, faults included: a random id for each event, jobs without a
token, an error of CreateJob that ends the asset and acknowledges its message, a count of formats
that stands for being done, writes that nothing guards, errors that are answered and not raised.
Its environment and its job settings are taken as mended, which is to its favour.
"""
