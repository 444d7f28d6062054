"""Offline evals: datasets, tasks, scorers, baselines and the report (``python -m evals``)."""
