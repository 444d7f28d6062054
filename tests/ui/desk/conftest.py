"""The same stores and people as the desk's use cases are tested with."""

from tests.app.desk.conftest import clerk, desk, made_home, reviewer, store

__all__ = ["clerk", "desk", "made_home", "reviewer", "store"]
