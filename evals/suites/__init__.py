"""The suites: what is measured, on what, and against what else."""
