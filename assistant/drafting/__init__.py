"""From a unit's tasks to a table that a reviewer would pass, every number with its passport."""
