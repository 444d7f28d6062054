"""The words that people read: each message once, in Chinese and in English.

A message is written where the newcomer looks for it: those shared by several packages stand in
this catalogue, those of one rule stand in the rule's own file. All are `Message` values, so that a
language is complete by construction and a placeholder that is not given is an error in a test, not
a surprise on screen.
"""

import re
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
    "finite_number": Message(zh="应为有限的数字", en="must be a finite number"),
    "multiple_of": Message(
        zh="应为 {multiple_of} 的倍数", en="must be a multiple of {multiple_of}"
    ),
    "none_required": Message(zh="应为空", en="must be empty"),
    "invalid_key": Message(zh="的键应为文字", en="must have text as its key"),
}
_FAULTS_BY_KIND = {
    "bool": Message(zh="应为 true 或 false", en="must be true or false"),
    "int": Message(zh="应为整数", en="must be a whole number"),
    "float": Message(zh="应为数字", en="must be a number"),
    "decimal": Message(zh="应为数字", en="must be a number"),
    "date": Message(zh="应为日期，如 2026-12-31", en="must be a date such as 2026-12-31"),
    "datetime": Message(
        zh="应为时间，如 2026-12-31T09:00:00", en="must be a time such as 2026-12-31T09:00:00"
    ),
    "list": Message(zh="应为列表", en="must be a list"),
    "tuple": Message(zh="应为列表", en="must be a list"),
    "set": Message(zh="应为列表", en="must be a list"),
    "frozen": Message(zh="应为列表", en="must be a list"),
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
        fault = _expected(item)
        field = ".".join(map(str, item["loc"])) or "-"
        zh.append(f"{field} {fault.zh}")
        en.append(f"{field} {fault.en}")
    return Message(zh=_literal("；".join(zh)), en=_literal("; ".join(en)))


def _expected(item: Mapping[str, Any], special: Mapping[str, Message] | None = None) -> Message:
    """What a field should have been, its limits filled in; no template any more."""
    kind = str(item["type"])
    fault = (special or {}).get(kind) or _FAULTS.get(kind)
    fault = fault or _FAULTS_BY_KIND.get(kind.partition("_")[0], _FAULT)
    said: dict[str, Any] = {**item.get("ctx", {})}
    chosen = {name: str(value).replace(" or ", " 或 ") for name, value in said.items()}
    for name, value in said.items():
        if isinstance(value, Message):
            chosen[name], said[name] = value.text(Language.CHINESE), value.text(Language.ENGLISH)
    return Message(zh=fault.zh.format(**chosen), en=fault.en.format(**said))


_FAULTS_LISTED = 3
_FOUND_LENGTH = 40
_IN_FILE = {
    "missing": Message(zh="缺少，请补上", en="is missing; add it"),
    "extra_forbidden": Message(
        zh="没有这一项，请改正名称或删去", en="is no known field; correct its name or remove it"
    ),
    "string_pattern_mismatch": Message(zh="应写作 {pattern}", en="must be written {pattern}"),
    "json_invalid": Message(
        zh="不是完整的 JSON，请检查{place}", en="is no whole JSON; look at {place}"
    ),
}
# Of these the value is the whole group or the whole text, or the name alone is at fault.
_WITHOUT_VALUE = frozenset({"missing", "extra_forbidden", "json_invalid", "invalid_key"})
_AT = Message(zh="第 {line} 行第 {column} 列附近", en="line {line}, column {column}")
_BROKEN_YAML = Message(
    zh="不是完整的 YAML，请检查{place}的引号、括号和缩进",
    en="it is no whole YAML; look at quotes, brackets and indents near {place}",
)
_UNREADABLE_YAML = Message(
    zh="其中有读不出的字符或不存在的日期，请改正",
    en="it holds characters or days that cannot be read; correct them",
)
_WHOLE = Message(zh="整个文件", en="the file as a whole")
_LIST = Message(zh="列表", en="a list")
_GROUP = Message(zh="一组键和值", en="keys and values")
_EMPTY = Message(zh="空", en="empty")
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)
# What a page or Markdown could take for markup is shown by its wide twin.
_INERT = str.maketrans("<>&`*[]|\\~#", "＜＞＆｀＊［］｜＼～＃")
_POSITION = re.compile(r"line (\d+) column (\d+)")


def file_faults(errors: Iterable[Mapping[str, Any]]) -> Message:
    """What is wrong in a file that people write: where, what is there, what should be.

    At most three faults are listed, the number of the others is said. A place is the path in the
    file, counted from 0 as in ``indicators[3].weight``, with the item of the list counted from 1.

    Args:
        errors: ``ValidationError.errors()``, their places those of the file.
    """
    every = list(errors)
    told = [_fault_in_file(item) for item in every[:_FAULTS_LISTED]]
    zh, en = "；".join(one.zh for one in told), "; ".join(one.en for one in told)
    if more := len(every) - len(told):
        zh, en = f"{zh}；另有 {more} 处", f"{en}; and {more} more"
    return Message(zh=_literal(zh), en=_literal(en))


def _fault_in_file(item: Mapping[str, Any]) -> Message:
    places = [part for part in item["loc"] if isinstance(part, int)]
    ctx = dict(item.get("ctx", {}))
    if "pattern" in ctx:
        ctx["pattern"] = str(ctx["pattern"]).removeprefix("^").removesuffix("$")
    if item["type"] == "json_invalid":
        at = _POSITION.search(str(ctx.get("error")))
        place = _WHOLE if at is None else filled(_AT, line=at[1], column=at[2])
        ctx["place"] = place
    about_zh, about_en = [], []
    if places:
        about_zh.append(f"第 {places[-1] + 1} 项")
        about_en.append(f"item {places[-1] + 1}")
    if item["type"] not in _WITHOUT_VALUE:
        found = found_value(item.get("input"))
        about_zh.append(f"现为{found.text(Language.CHINESE)}")
        about_en.append(f"found {found.text(Language.ENGLISH)}")
    field = field_path(item["loc"])
    expected = _expected({**item, "ctx": ctx}, _IN_FILE)
    zh, en = field.text(Language.CHINESE), field.text(Language.ENGLISH)
    zh += f"（{'，'.join(about_zh)}）" if about_zh else " "
    en += f" ({', '.join(about_en)})" if about_en else ""
    return Message(zh=f"{zh}{expected.zh}", en=f"{en} {expected.en}")


def field_path(loc: Iterable[int | str]) -> Message:
    """A place in a file as people write it: ``indicators[3].weight``."""
    path = ""
    for part in loc:
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            path += f".{_inert(part)}" if path else _inert(part)
    return Message(zh=_literal(path), en=_literal(path)) if path else _WHOLE


def found_value(value: object) -> Message:
    """A value of a file, for quoting: 40 characters at most, one line, never markup."""
    if isinstance(value, Mapping):
        return _GROUP
    if isinstance(value, list | tuple | set):
        return _LIST
    if value is None or value == "":
        return _EMPTY
    text = str(value).lower() if isinstance(value, bool) else _inert(str(value))
    return Message(zh=_literal(f"“{text}”"), en=_literal(f"'{text}'"))


def filled(message: Message, **values: object) -> Message:
    """``message`` with its placeholders filled in both languages, for use inside another."""
    return Message(*(_literal(message.text(language, **values)) for language in Language))


def yaml_fault(error: Exception) -> Message:
    """Why a text is no YAML, with the place where the reader of YAML tells one."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return _UNREADABLE_YAML
    place = filled(_AT, line=mark.line + 1, column=mark.column + 1)
    return filled(_BROKEN_YAML, place=place)


def _inert(text: str) -> str:
    plain = " ".join(_UNSEEN.sub(" ", text[: 4 * _FOUND_LENGTH]).split()).translate(_INERT)
    return plain if len(plain) <= _FOUND_LENGTH else f"{plain[: _FOUND_LENGTH - 1]}…"


def _literal(text: str) -> str:
    """``text`` as a template that gives it back."""
    return text.replace("{", "{{").replace("}", "}}")
