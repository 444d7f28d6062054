"""X: the overall goal."""
