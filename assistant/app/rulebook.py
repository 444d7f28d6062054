"""The rules as people read them."""

from difflib import get_close_matches

from assistant.exceptions import InputError
from assistant.export.report import RuleReport
from assistant.messages import Language, Message
from assistant.validators import Rule, all_rules, choose_rules, find_rule

_NEAR = Message(
    zh="没有名为“{name}”的规则；相近的有：{near}。用 assistant rules 列出全部 {count} 条。",
    en="There is no rule '{name}'; near it are {near}. assistant rules lists all {count}.",
)
_NONE = Message(
    zh="没有名为“{name}”的规则。用 assistant rules 列出全部 {count} 条。",
    en="There is no rule '{name}'. assistant rules lists all {count}.",
)
_NEAR_SHOWN = 4


def list_rules(language: Language) -> tuple[RuleReport, ...]:
    """Every rule, in the order of their codes."""
    return tuple(_report(rule, language) for rule in all_rules())


def explain_rule(code_or_name: str, language: Language) -> RuleReport:
    """One rule with its page.

    Raises:
        InputError: there is no such rule; names those that are near.
    """
    try:
        return _report(find_rule(code_or_name), language)
    except InputError:
        raise _unknown(code_or_name, language) from None


def rule_title(code: str, language: Language) -> str:
    """The rule's name in words; the code itself for a finding that no rule made."""
    try:
        return find_rule(code).title.text(language)
    except InputError:
        return code


def check_rule(key: str, language: Language) -> None:
    """Refuse what is neither a code, nor a readable name, nor a group (``M``).

    Raises:
        InputError: there is no such rule; names those that are near.
    """
    try:
        choose_rules((key,))
    except InputError:
        raise _unknown(key, language) from None


def _report(rule: Rule, language: Language) -> RuleReport:
    return RuleReport(
        code=rule.code,
        name=rule.name,
        title=rule.title.text(language),
        severity=rule.severity,
        page=rule.page(language),
    )


def _unknown(given: str, language: Language) -> InputError:
    rules = all_rules()
    labels = {f"{rule.code} {rule.name}": rule for rule in rules}
    keys = {key: label for label, rule in labels.items() for key in (rule.code, rule.name)}
    keys |= {rule.title.text(language): label for label, rule in labels.items()}
    group = [label for label in labels if given and label.startswith(given.strip().upper())]
    close = get_close_matches(given.strip().upper(), keys, n=_NEAR_SHOWN, cutoff=0.5)
    close += get_close_matches(given.strip().lower(), keys, n=_NEAR_SHOWN, cutoff=0.5)
    near = list(dict.fromkeys([*group, *(keys[key] for key in close)]))[:_NEAR_SHOWN]
    message = _NEAR if near else _NONE
    return InputError(message, name=given, near=", ".join(near), count=len(rules))
