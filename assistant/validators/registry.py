"""Rules by code, by readable name and by group."""

from collections.abc import Iterable
from functools import cache

from assistant.exceptions import InputError
from assistant.messages import Message
from assistant.validators.base import Rule
from assistant.validators.catalog import load_rules
from assistant.validators.notices import NOTICES

_UNKNOWN = Message(
    zh="没有名为“{name}”的规则；现有规则：{known}。请改用其中的编号或名称。",
    en="There is no rule '{name}'; known rules: {known}. Use one of these codes or names.",
)


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, in the order of their codes."""
    return load_rules()


@cache
def _by_key() -> dict[str, tuple[Rule, ...]]:
    keys: dict[str, tuple[Rule, ...]] = {}
    for rule in all_rules():
        keys[rule.code] = keys[rule.name] = (rule,)
        group = rule.code.rstrip("0123456789")
        keys[group] = (*keys.get(group, ()), rule)
    return keys


def find_rule(code_or_name: str) -> Rule:
    """The rule, or the notice, with this code (any case) or readable name.

    Raises:
        InputError: no rule has it; names those that exist.
    """
    key = code_or_name.strip()
    found = _lookup(key) or tuple(
        notice for notice in NOTICES if key.upper() == notice.code or key.lower() == notice.name
    )
    if len(found) != 1:
        raise _unknown(code_or_name)
    return found[0]


def choose_rules(select: Iterable[str] = (), ignore: Iterable[str] = ()) -> tuple[Rule, ...]:
    """The rules to run: ``select`` (all if empty) less ``ignore``; codes, names or groups (``M``).

    Raises:
        InputError: a name that no rule has.
    """
    chosen = {rule.code for key in select for rule in _known(key)}
    muted = {rule.code for key in ignore for rule in _known(key)}
    return tuple(
        rule
        for rule in all_rules()
        if (not chosen or rule.code in chosen) and rule.code not in muted
    )


def _lookup(key: str) -> tuple[Rule, ...]:
    keys = _by_key()
    return keys.get(key.strip().upper()) or keys.get(key.strip().lower(), ())


def _known(key: str) -> tuple[Rule, ...]:
    found = _lookup(key)
    if not found:
        raise _unknown(key)
    return found


def _unknown(name: str) -> InputError:
    known = "、".join(f"{rule.code} {rule.name}" for rule in all_rules())
    return InputError(_UNKNOWN, name=name, known=known)
