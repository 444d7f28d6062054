"""E: how well the document could be read."""
