"""Drafting and review of budget performance targets (预算绩效目标表).

Units turn a year's tasks into indicators that can be measured; reviewers judge them by published
rules. Packages are layered (see ``[tool.importlinter]`` in pyproject.toml); ``assistant.app``
holds one function per thing a user does.
"""

__version__ = "0.1.0"
