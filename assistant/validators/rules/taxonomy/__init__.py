"""T: level names and their order."""
