"""The sequence of effects of each function, and nothing else."""
