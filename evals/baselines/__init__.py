"""Other ways of doing the same work, to measure ours against."""
