"""Finds the rules: every module ``rules/<group>/<CODE>.py`` holds the one class ``<CODE>``."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from assistant.validators import rules
from assistant.validators.base import Rule


@cache
def load_rules() -> tuple[Rule, ...]:
    """One instance of every rule, in the order of their codes."""
    found = []
    for group in iter_modules(rules.__path__):
        package = import_module(f"{rules.__name__}.{group.name}")
        for module in iter_modules(package.__path__):
            code = module.name
            rule: type[Rule] = getattr(import_module(f"{package.__name__}.{code}"), code)
            found.append(rule())
    return tuple(sorted(found, key=lambda rule: rule.code))
