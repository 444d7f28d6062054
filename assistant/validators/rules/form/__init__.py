"""F: the form is complete."""
