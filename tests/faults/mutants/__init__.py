"""Mutants: the pipeline with one rule taken out. Each must be killed, or the rule is not tested."""

from faults.mutants.hunting import Trophy, applied, hunt, names

__all__ = ["Trophy", "applied", "hunt", "names"]
