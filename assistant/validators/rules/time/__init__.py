"""TM: time."""
