"""The rules of budget performance targets and the engine that runs them."""

from assistant.validators.base import Rule
from assistant.validators.baseline import Baseline, apply_baseline, make_baseline
from assistant.validators.cards import Card, cards_of
from assistant.validators.registry import all_rules, choose_rules, find_rule
from assistant.validators.review import review_target, safe_fixes
from assistant.validators.waivers import parse_waivers

__all__ = [
    "Baseline",
    "Card",
    "Rule",
    "all_rules",
    "apply_baseline",
    "cards_of",
    "choose_rules",
    "find_rule",
    "make_baseline",
    "parse_waivers",
    "review_target",
    "safe_fixes",
]
