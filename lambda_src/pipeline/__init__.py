"""The pure core of the media pipeline: no AWS calls, no environment, no clock, no chance.

Imports go one way: handlers → workflows → core, with ``aws`` beside ``workflows``.
"""
