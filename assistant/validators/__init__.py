"""The rules of budget performance targets and the engine that runs them."""

from assistant.validators.base import Rule
from assistant.validators.registry import all_rules, choose_rules, find_rule
from assistant.validators.review import review_target, safe_fixes

__all__ = ["Rule", "all_rules", "choose_rules", "find_rule", "review_target", "safe_fixes"]
