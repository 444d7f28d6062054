"""Read a clear command without any model: 把第3条改成12场次, 删掉第5条, 满意度都改成≥92%.

What is not clear is not guessed: it stays unread, for the model or for a question back.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from assistant.domain.calendar import read_calendar
from assistant.domain.indicator import Indicator, Operator
from assistant.domain.quantity import Quantity, normalise, read_operator, read_quantity
from assistant.drafting.facts import deadline_words
from assistant.drafting.numerals import read_printed_number
from assistant.drafting.references import Reference, class_named, rows_named
from assistant.drafting.scan import metric_of
from assistant.validators.totals import plain


class Verb(StrEnum):
    """What a command does."""

    UNDO = "undo"
    KEEP = "keep"
    REMOVE = "remove"
    ADD = "add"
    SET = "set"
    WEIGHT = "weight"
    RENAME = "rename"
    UNIT = "unit"
    OPERATOR = "operator"
    REPLACE = "replace"
    CONFIRM = "confirm"
    MERGE = "merge"
    BALANCE = "balance"
    LEAN = "lean"
    GOAL = "goal"
    DEADLINE = "deadline"


class Command(NamedTuple):
    """One command as read.

    Attributes:
        verb: what to do.
        rows: which rows it names.
        quantity: the new value, for SET.
        text: the new name, unit, weight or goal, or what to add.
        levels: level-2 names concerned, for ADD and LEAN.
        words: the part of the sentence that it was read from.
    """

    verb: Verb
    rows: Reference = Reference()
    quantity: Quantity | None = None
    text: str = ""
    levels: tuple[str, ...] = ()
    words: str = ""


_UNDO = re.compile(
    r"^(?:请|帮我|算了|还是|[,\s])*(?:撤销|撤回|回退|退回上一步|取消(?:刚才|上一步)"
    r"|恢复(?:到|成)?(?:上一步|原来|之前)|改回(?:去|来)|undo\b)",
    re.IGNORECASE,
)
# 第2条不要改 keeps a row; 第2条不要了 drops it.
_KEEP = re.compile(
    r"(?:别|不要|不用|不必|无需|不需要|先不)再?(?:改|动|删|变|调|换|碰|去掉|移除|拿掉)"
)
_REMOVE = re.compile(r"(?:删掉|删除|删去|去掉|移除|不要|拿掉)")
_ADD = re.compile(
    r"(?:再|请)?(?:增加|添加|新增|补充|加|补|增)\s*(?:上|入)?\s*(?:一|1|个)?\s*"
    r"(?:条|项|个|行|(?=[^,:：]{0,6}指标[:：]))(?P<rest>.*)$"
)
_CHANGE = re.compile(
    r"(?:改成|改为|改到|改作|调整为|调整到|调到|调为|设为|设成|设置为|定为|变成|变为|换成"
    r"|提高到|提高至|降到|降至|降低到|减少到|增加到|写成|弄成|弄到|应为|应该是|改(?!一下))"
    r"\s*(?P<to>.+?)(?:吧|好了|就行|就好)?$"
)
_REPLACE = re.compile(
    r"太虚|太空|空泛|不具体|换一个|换一条|换掉|重写|重新写|改具体|具体一点|具体些"
    r"|没法考核|无法考核|不好考核"
)
_CONFIRM = re.compile(r"确认(?!数)|没问题|就这样定")
_MERGE = re.compile(r"合并")
_BALANCE = re.compile(
    r"(?:平衡|均衡|重新分配?|重算|调平|配平).*权重"
    r"|权重.*(?:平衡|均衡|重新分配?|重算|调平|配平)"
)
_LEAN = re.compile(r"权重.*(?:倾斜|多给|侧重|向)|(?:提高|加大|增加).*权重")
_GOAL = re.compile(r"(?:整体|总体|年度)?(?:绩效)?目标")
_GOAL_TO = re.compile(
    r"(?:把|将)?(?:整体|总体|年度)?(?:绩效)?目标(?:文本|描述)?(?:改成|改为|写成|设为)\s*[:：]?\s*"
    r"(?P<to>.{10,})$"
)
_REWRITE = re.compile(r"重写|重新写|写一[段个]|拟一[段个]|生成|改写")
_WEIGHT = re.compile(r"权重|分值")
_NAME = re.compile(r"名称|名字|改名|更名")
_UNIT = re.compile(r"单位")
_SPLIT = re.compile(
    r"[；;。\n]|然后|同时|另外"
    r"|[,，](?=\s*(?:再|然后|并|把|将|删|去掉|加|增加|新增|第|所有|满意度|权重|合并|确认))"
)
_METRIC = re.compile(r"(?:率|数量|人数|人次|场次|次数|面积|里程|度|成本|标准|户数)$")
_ENGLISH = re.compile(
    r"(?:please\s+)?(?:(?P<change>change|set)|(?P<remove>delete|remove))\s+row\s+(?P<row>\d{1,3})"
    r"(?:\s+to\s+(?P<bound>at least|at most|no more than)?\s*(?P<to>\S+?))?[.!]?",
    re.IGNORECASE,
)
_ENGLISH_BOUNDS = {"at least": "≥", "at most": "≤", "no more than": "≤"}
_QUOTES = "“”\"'‘’「」 "


def read_commands(sentence: str, rows: Sequence[Indicator]) -> tuple[Command, ...] | None:
    """The commands of a sentence in order, or None where any part of it is not clear."""
    sentence = _in_chinese(sentence)
    if match := _GOAL_TO.match(sentence.strip()):
        return (Command(Verb.GOAL, text=match["to"].strip(_QUOTES), words=sentence),)
    parts = [part.strip(" ,，。") for part in _SPLIT.split(normalise(sentence)) if part]
    commands = [_read(part, rows) for part in parts if part]
    clear = [command for command in commands if command is not None]
    return tuple(clear) if clear and len(clear) == len(commands) else None


def _in_chinese(sentence: str) -> str:
    """``Change row 2 to at least 95%`` as 第2条改成≥95%; any other sentence as it is."""
    match = _ENGLISH.fullmatch(sentence.strip())
    if match is None or bool(match["to"]) is not bool(match["change"]):
        return sentence
    if match["remove"]:
        return f"删除第{match['row']}条"
    bound = _ENGLISH_BOUNDS.get((match["bound"] or "").lower(), "")
    return f"第{match['row']}条改成{bound}{match['to']}"


def _read(part: str, rows: Sequence[Indicator]) -> Command | None:
    if _UNDO.search(part):
        return Command(Verb.UNDO, words=part)
    if _KEEP.search(part):
        return Command(Verb.KEEP, words=part)
    for reader in (_read_weights, _read_add, _read_goal, _read_change, _read_simple):
        if (found := reader(part, rows)) is not None:
            return found._replace(words=part)
    return None


def _read_weights(part: str, rows: Sequence[Indicator]) -> Command | None:
    """Weights of the whole table; one row's weight is a change like any other."""
    if _BALANCE.search(part):
        return Command(Verb.BALANCE)
    if _LEAN.search(part) and not _CHANGE.search(part) and (levels := class_named(part)):
        return Command(Verb.LEAN, levels=levels)
    return None


def _read_add(part: str, rows: Sequence[Indicator]) -> Command | None:
    match = _ADD.search(part)
    if match is None or _CHANGE.search(part[: match.start()]):
        return None
    rest = match["rest"].strip(" :：,的")
    levels = class_named(rest)
    detail = re.sub(r"^.{0,8}?指标\s*[:：,]?\s*", "", rest) if levels else rest
    return Command(Verb.ADD, text=detail.strip(_QUOTES), levels=levels)


def _read_goal(part: str, rows: Sequence[Indicator]) -> Command | None:
    if not _GOAL.search(part) or rows_named(part, rows).ids:
        return None
    return Command(Verb.GOAL) if _REWRITE.search(part) else None


def _read_change(part: str, rows: Sequence[Indicator]) -> Command | None:
    match = _CHANGE.search(part)
    if match is None:
        return None
    before, to = part[: match.start()], match["to"].strip(_QUOTES + "。")
    named = rows_named(before, rows)
    if named == Reference():
        return None
    if _WEIGHT.search(before):
        number = read_printed_number(to.removesuffix("分").strip())
        return None if number is None else Command(Verb.WEIGHT, named, text=plain(number))
    if _UNIT.search(before):
        return Command(Verb.UNIT, named, text=to)
    if _NAME.search(part[: match.start() + 2]):
        return Command(Verb.RENAME, named, text=re.sub(r"^(?:名为|为)", "", to))
    return _to_value(_same_measure(named, before, to, rows), to)


def _same_measure(named: Reference, before: str, to: str, rows: Sequence[Indicator]) -> Reference:
    """Of rows whose names match alike, the one that is counted in the measure of the new value."""
    quantity = _quantity(to) if named.several and not named.contradictory else None
    if quantity is None or not quantity.unit:
        return named
    metric = metric_of(quantity.unit) or quantity.unit
    said = set(before)
    alike = [
        (sum(char in said for char in set(row.name or "")) / len(set(row.name or "_")), row.id)
        for row in rows
        if (metric_of(row.unit or "") or row.unit) == metric
    ]
    best = sorted(alike, reverse=True)[:2]
    if not best or best[0][0] < _ALIKE or (len(best) > 1 and best[1][0] == best[0][0]):
        return named
    return Reference((best[0][1],), start=named.start, end=named.end)


_ALIKE = 0.6
"""Share of a name's characters that a sentence must hold for the row to be meant."""


def _to_value(named: Reference, to: str) -> Command | None:
    if (operator := read_operator(to)) is not None and operator is not Operator.QUALITATIVE:
        return Command(Verb.OPERATOR, named, text=operator.value)
    calendar = read_calendar(to)
    if calendar and calendar[0].is_deadline and calendar[0].end - calendar[0].start >= len(to) - 2:
        return Command(Verb.DEADLINE, named, text=deadline_words(calendar[0]))
    quantity = _quantity(to)
    if quantity is not None:
        return Command(Verb.SET, named, quantity=quantity)
    if (
        re.search(r"(?:率|数量|人数|人次|场次|次数|面积|里程|度|成本|标准|户数)$", to)
        and len(to) <= 25
    ):
        return Command(Verb.RENAME, named, text=to)
    return None


def _quantity(text: str) -> Quantity | None:
    """A value as people say it: 12场次, ≥92%, 不低于95%, 十二次."""
    found = read_quantity(re.sub(r"^(?:为|到|至)", "", text))
    if found is not None:
        unit = found.unit
        known = unit is None or unit == "%" or "元" in unit or metric_of(unit) or len(unit) <= 3
        return found if known else None
    if share := re.fullmatch(r"百分之(?P<n>[一二三四五六七八九十百]+|\d+(?:\.\d+)?)", text):
        percent = 100 if share["n"] == "百" else read_printed_number(share["n"])
        return None if percent is None else Quantity(None, str(percent), "%")
    match = re.fullmatch(r"(?P<n>[一二两三四五六七八九十百千万]+)(?P<unit>\D{0,3})", text)
    number = read_printed_number(match["n"]) if match else None
    if match is None or number is None:
        return None
    return Quantity(None, plain(number), match["unit"] or None)


def _read_simple(part: str, rows: Sequence[Indicator]) -> Command | None:
    """Commands that need nothing but the rows they name."""
    for pattern, verb in (
        (_REMOVE, Verb.REMOVE),
        (_MERGE, Verb.MERGE),
        (_REPLACE, Verb.REPLACE),
        (_CONFIRM, Verb.CONFIRM),
    ):
        if pattern.search(part):
            named = rows_named(part, rows)
            if verb is Verb.CONFIRM and named == Reference() and re.search(r"全部|所有|都", part):
                named = Reference(tuple(row.id for row in rows))
            return None if named == Reference() else Command(verb, named)
    return None
