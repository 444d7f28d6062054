"""Local rule settings as data: one YAML file a place, or a file of the user's own."""

from assistant.profiles.guess import guess_profile
from assistant.profiles.loader import load_profile, profile_names

__all__ = ["guess_profile", "load_profile", "profile_names"]
