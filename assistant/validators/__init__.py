"""The rules of budget performance targets and the engine that runs them."""

from assistant.validators.base import Rule
from assistant.validators.baseline import (
    Baseline,
    BaselineFile,
    apply_baseline,
    baseline_text,
    make_baseline,
    read_baseline,
)
from assistant.validators.cards import Card, cards_of
from assistant.validators.registry import all_rules, choose_rules, find_rule
from assistant.validators.review import review_target, safe_fixes
from assistant.validators.waivers import concerns, parse_waivers

__all__ = [
    "Baseline",
    "BaselineFile",
    "Card",
    "Rule",
    "all_rules",
    "apply_baseline",
    "baseline_text",
    "cards_of",
    "choose_rules",
    "concerns",
    "find_rule",
    "make_baseline",
    "parse_waivers",
    "read_baseline",
    "review_target",
    "safe_fixes",
]
