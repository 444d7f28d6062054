"""U: duplicates."""
