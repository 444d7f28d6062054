"""V: operator, value and unit."""
