"""The words that people read: each message once, in Chinese and in English.

A message is written where the newcomer looks for it: those shared by several packages stand in
this catalogue, those of one rule stand in the rule's own file. All are `Message` values, so that a
language is complete by construction and a placeholder that is not given is an error in a test, not
a surprise on screen.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple


class Language(StrEnum):
    """A language of the product; Chinese is the one that forms and slips are written in."""

    CHINESE = "zh"
    ENGLISH = "en"


class Message(NamedTuple):
    """One sentence in both languages, with ``{name}`` placeholders in `str.format` syntax."""

    zh: str
    en: str

    def text(self, language: Language = Language.CHINESE, **values: object) -> str:
        """The sentence in ``language`` with its placeholders filled.

        Args:
            language: the language; it is also that of values which are messages themselves.
            values: what the placeholders stand for.

        Raises:
            KeyError: a placeholder was not given; values are never guessed.
        """
        template = self.zh if language is Language.CHINESE else self.en
        told = {
            name: value.text(language) if isinstance(value, Message) else value
            for name, value in values.items()
        }
        return template.format(**told)


_FAULTS = {
    "missing": Message(zh="缺少", en="is missing"),
    "extra_forbidden": Message(zh="没有这一项", en="is no known field"),
    "enum": Message(zh="只能是 {expected}", en="must be {expected}"),
    "literal_error": Message(zh="只能是 {expected}", en="must be {expected}"),
    "string_type": Message(zh="应为文字", en="must be text"),
    "string_too_long": Message(
        zh="超过 {max_length} 字", en="is longer than {max_length} characters"
    ),
    "string_too_short": Message(
        zh="不足 {min_length} 字", en="is shorter than {min_length} characters"
    ),
    "string_pattern_mismatch": Message(zh="写法不对", en="is not written as expected"),
    "greater_than_equal": Message(zh="应不小于 {ge}", en="must be at least {ge}"),
    "less_than_equal": Message(zh="应不大于 {le}", en="must be at most {le}"),
    "greater_than": Message(zh="应大于 {gt}", en="must be greater than {gt}"),
    "less_than": Message(zh="应小于 {lt}", en="must be less than {lt}"),
    "too_long": Message(zh="多于 {max_length} 项", en="has more than {max_length} items"),
    "too_short": Message(zh="少于 {min_length} 项", en="has fewer than {min_length} items"),
    "json_invalid": Message(zh="不是完整的 JSON", en="is no whole JSON"),
}
_FAULTS_BY_KIND = {
    "bool": Message(zh="应为 true 或 false", en="must be true or false"),
    "int": Message(zh="应为整数", en="must be a whole number"),
    "float": Message(zh="应为数字", en="must be a number"),
    "decimal": Message(zh="应为数字", en="must be a number"),
    "date": Message(zh="应为日期，如 2026-12-31", en="must be a date such as 2026-12-31"),
    "list": Message(zh="应为列表", en="must be a list"),
    "tuple": Message(zh="应为列表", en="must be a list"),
    "dict": Message(zh="应为一组键和值", en="must be keys and values"),
    "model": Message(zh="应为一组键和值", en="must be keys and values"),
    "path": Message(zh="应为路径", en="must be a path"),
    "ip": Message(zh="应为网段，如 10.0.0.0/8", en="must be a network such as 10.0.0.0/8"),
}
_FAULT = Message(zh="值不对", en="is not a valid value")


def field_faults(errors: Iterable[Mapping[str, Any]]) -> Message:
    """What pydantic found wrong, field by field, in words of our own; never what was given.

    Args:
        errors: ``ValidationError.errors()``.
    """
    zh, en = [], []
    for item in errors:
        kind = str(item["type"])
        fault = _FAULTS.get(kind) or _FAULTS_BY_KIND.get(kind.partition("_")[0], _FAULT)
        field = ".".join(map(str, item["loc"])) or "-"
        said: dict[str, Any] = {**item.get("ctx", {})}
        chosen = {name: str(value).replace(" or ", " 或 ") for name, value in said.items()}
        zh.append(f"{field} {fault.zh.format(**chosen)}")
        en.append(f"{field} {fault.en.format(**said)}")
    return Message(zh=_literal("；".join(zh)), en=_literal("; ".join(en)))


def _literal(text: str) -> str:
    """``text`` as a template that gives it back."""
    return text.replace("{", "{{").replace("}", "}}")
