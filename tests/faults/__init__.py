"""The fault simulator: the real functions on AWS in memory, on simulated time.

A seed fixes a schedule: what is uploaded, how long each call takes, what goes wrong. Between
the effects of any two AWS calls another invocation may run. ``python -m faults --help``.
"""
