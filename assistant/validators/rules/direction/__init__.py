"""D: direction and plausibility."""
