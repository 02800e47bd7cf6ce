"""Mutants: the pipeline with one rule taken out. Each must be killed, or the rule is not tested."""

from faults.mutants.run import MutantResult, applied, names, run

__all__ = ["MutantResult", "applied", "names", "run"]
