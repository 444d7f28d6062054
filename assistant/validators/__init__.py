"""The rules of budget performance targets and the engine that runs them."""

from assistant.validators.base import Rule
from assistant.validators.cards import Card, cards_of
from assistant.validators.registry import all_rules, choose_rules, find_rule
from assistant.validators.review import review_target, safe_fixes

__all__ = [
    "Card",
    "Rule",
    "all_rules",
    "cards_of",
    "choose_rules",
    "find_rule",
    "review_target",
    "safe_fixes",
]
