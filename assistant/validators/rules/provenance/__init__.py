"""P: where numbers come from."""
