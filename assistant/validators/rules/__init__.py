"""One folder a group, one file a rule, one class a file."""
