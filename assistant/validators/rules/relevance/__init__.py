"""R: relevance, that is coverage."""
