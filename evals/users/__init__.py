"""Many people at once at a real page, over the protocol that their browsers speak."""
