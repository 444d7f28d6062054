"""Exit codes beside those that errors carry (`AssistantError.exit_code`) and 1 for findings."""

BROKEN = 70
"""``EX_SOFTWARE`` of sysexits.h: our own bug."""

INTERRUPTED = 130
"""Stopped by the user, as shells say it."""
