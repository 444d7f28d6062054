"""Y: money."""
