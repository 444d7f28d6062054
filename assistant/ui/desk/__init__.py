"""The reviewers' desk on the page: the queue, one form with its cards, the county."""
