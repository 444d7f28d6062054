"""Rows rewritten so that they can be scored: own words first, then the library, then grades."""

import re
from collections.abc import Iterator

from assistant.domain.edit import Edit, EditOp
from assistant.domain.finding import Finding, SuggestionKind
from assistant.domain.indicator import Indicator, Operator
from assistant.library import Entry
from assistant.messages import Message
from assistant.review import naming
from assistant.review.desk import Desk, Proposal, changes, library_level2, printed_levels
from assistant.validators.facts_names import CatchAll
from assistant.validators.facts_units import UnitClass, read_unit
from assistant.validators.levels import Level1, Level2
from assistant.validators.likeness import containment, dice, topic
from assistant.validators.rows import Row

_FEW, _KINDRED = 2, 0.4
_FIX = Message(zh="规则自带的改法：只改形式，不改意思。", en="The rule's own repair.")
_RENAMED = Message(
    zh="名称改为可以数的“{name}”，指标值和单位仍用单位自己的数。",
    en="The name now says what is counted ('{name}'); the unit's own figure stays.",
)
_OWN_RATE = Message(
    zh="改为“{name} = 100%”：计划内的事项全部完成即为达到，未完成的按比例扣分。",
    en="'{name} = 100%': met when all that was planned is done.",
)
_FROM_LIBRARY = Message(
    zh="改用同类工作通行的可量化指标“{name}”，{value}。",
    en="Uses the measurable indicator '{name}' of like work; {value}.",
)
_VALUE_KEPT = Message(zh="仍用原来的数", en="the figure stays")
_VALUE_QUOTED = Message(zh="数值取自原文“{quote}”", en="the figure is taken from '{quote}'")
_VALUE_USUAL = Message(
    zh="目标值 {value} 为同类工作常用值，须由单位按实际确认",
    en="{value} is usual for such work and must be confirmed by the unit",
)
_VALUE_BLANK = Message(
    zh="目标值只有单位自己知道，留空待填", en="the figure is the unit's to fill in"
)
_ASK_VALUE = Message(
    zh="“{name}”本年计划是多少{unit}？（可查：{evidence}）",
    en="What is this year's figure for '{name}' in {unit}? (see {evidence})",
)
_ASK_CONFIRM = Message(
    zh="“{name} {target}”是否符合实际？数据从哪里取？（可查：{evidence}）",
    en="Does '{name} {target}' fit, and where does the figure come from? (see {evidence})",
)
_ASK_WHICH = Message(
    zh="{value} 数的是哪一件：{things}？其余各件另列一行。",
    en="Which of {things} does {value} count? Give each of the others a row of its own.",
)
_RECORDS = Message(zh="工作台账、验收或办结记录", en="work records and acceptance papers")
_PICK_NUMERIC = Message(
    zh="平台“性质”一栏选“{operator}”，不要选“定性”；指标值填数字，单位选“{unit}”。",
    en="On the platform choose '{operator}', not 定性, and enter the number with unit '{unit}'.",
)
_PICK_NO_UNIT = Message(
    zh="平台“性质”一栏选“{operator}”，不要选“定性”；指标值填所要达到的数或日期。",
    en="On the platform choose '{operator}', not 定性, and enter the number or the date.",
)


def fixes_of(desk: Desk, findings: list[Finding]) -> Iterator[Proposal]:
    """The rules' own repairs of one row: all together, then each alone."""
    fixes = [finding.fix.edits for finding in findings if finding.fix is not None]
    together = tuple(dict.fromkeys(edit for edits in fixes for edit in edits))
    alone = dict.fromkeys(fixes)
    for edits in (together, *alone) if len(alone) > 1 else alone:
        reason = _FIX.text(desk.language)
        yield Proposal(
            edits,
            SuggestionKind.FIX,
            reason,
            _supply_of_fix(desk, edits),
            platform=_platform_of(desk, edits),
            keeps_value=True,
        )


def _supply_of_fix(desk: Desk, edits: tuple[Edit, ...]) -> tuple[str, ...]:
    """A figure that a fix proposes is the unit's to confirm."""
    proposed = {
        edit.indicator: edit.value
        for edit in edits
        if edit.op is EditOp.SET and edit.field == "value" and (edit.value or "").isdecimal()
    }
    return tuple(
        _ASK_CONFIRM.text(
            desk.language,
            name=desk.rows[row].name,
            target=value,
            evidence=_RECORDS.text(desk.language),
        )
        for row, value in proposed.items()
        if row in desk.rows
    )


def _platform_of(desk: Desk, edits: tuple[Edit, ...]) -> str | None:
    row = next((desk.rows[e.indicator] for e in edits if e.indicator in desk.rows), None)
    operator = next((e.value for e in edits if e.field == "operator"), None)
    if row is None or operator is None or not _is_picked(desk, row):
        return None
    unit = next((e.value for e in edits if e.field == "unit"), row.unit)
    return numeric_advice(desk, Operator(operator), unit)


def _is_picked(desk: Desk, row: Row) -> bool:
    """Whether the row stands as a choice of a platform's list."""
    return row.value in desk.profile.qualitative_picklist or desk.facts(row).value.scale


def numeric_advice(desk: Desk, operator: Operator, unit: str | None) -> str:
    """What to choose where the platform offers a list."""
    if not unit:
        return _PICK_NO_UNIT.text(desk.language, operator=operator.value)
    return _PICK_NUMERIC.text(desk.language, operator=operator.value, unit=unit)


def repaired_base(desk: Desk, row: Row, findings: list[Finding]) -> Indicator:
    """The row with class names and bounds already put right, so that a rewrite builds on it."""
    update: dict[str, object] = {}
    for finding in findings:
        for edit in finding.fix.edits if finding.fix else ():
            if edit.op is EditOp.SET and edit.field in ("level1", "level2"):
                update[edit.field] = edit.value
            elif edit.op is EditOp.SET and edit.field == "operator" and row.number is not None:
                update["operator"] = Operator(edit.value or "≥")
    return row.indicator.model_copy(update=update)


def renamed(desk: Desk, row: Row, base: Indicator) -> Iterator[Proposal]:
    """The unit's own figure under a name that says what is counted."""
    if row.number is None or not row.name or "满意" in row.name:
        return
    name = desk.facts(row).name
    if name.catch_all is CatchAll.WHOLE or name.macro or name.state or name.bare_time:
        return
    implied = naming.own_metric(row.name) or _metric(row)
    if implied is None:
        return
    things = naming.objects_of(row.name)[:3]
    which = "、".join(f"“{thing}”" for thing in things)
    supply = (_ASK_WHICH.text(desk.language, value=row.value, things=which),) if things[1:] else ()
    for thing in things:
        metric = naming.share_of(thing, implied) if implied in _WHOLE_SHARES else implied
        new = naming.with_metric(thing, metric, desk.profile.name_max)
        if new == row.name:
            continue
        edits = changes(row.indicator, base.model_copy(update={"name": new}))
        reason = _RENAMED.text(desk.language, name=new)
        yield Proposal(edits, SuggestionKind.TEXT, reason, supply, keeps_value=True)


_WHOLE_SHARES = ("合格率", "完成率")


def _metric(row: Row) -> str | None:
    kind = read_unit(row.unit).kind
    if kind is UnitClass.PERCENT:
        return "合格率" if row.level2 is Level2.QUALITY else "完成率"
    if row.level1 is Level1.COST and kind in (UnitClass.MONEY, UnitClass.UNIT_PRICE):
        return "成本"
    return naming.metric_of(row.unit)


def kept_cost(desk: Desk, row: Row, base: Indicator) -> Iterator[Proposal]:
    """A cost row that names no cost: its own figure under the cost of what the unit does."""
    if row.level1 is not Level1.COST or row.number is None or not row.unit:
        return
    if read_unit(row.unit).kind not in (UnitClass.MONEY, UnitClass.UNIT_PRICE):
        return
    for entry in desk.entries_for(row, "经济成本指标"):
        if "元" in entry.unit and _per(entry.unit)[:1] == _per(row.unit)[:1]:
            update = {"name": entry.name, "operator": Operator.AT_MOST, "confirm": True}
            edits = changes(row.indicator, base.model_copy(update=update))
            kept = _VALUE_KEPT.text(desk.language)
            reason = _FROM_LIBRARY.text(desk.language, name=entry.name, value=kept)
            target = f"≤{row.value}{row.unit}"
            ask = _ASK_CONFIRM.text(
                desk.language, name=entry.name, target=target, evidence=entry.evidence
            )
            yield Proposal(
                edits, SuggestionKind.NUMERIC, reason, (ask,), entry.evidence,
                origin="library", keeps_value=True,
            )  # fmt: skip


def _per(unit: str) -> str:
    return unit.partition("/")[2]


def own_rate(desk: Desk, row: Row, base: Indicator) -> Iterator[Proposal]:
    """What must be done in full and in time, as the share that was."""
    if row.level2 is Level2.TIMELINESS:
        metric = "按期完成率"
    elif row.level2 is Level2.QUALITY and re.search(r"合格|验收|达标|规范|标准", _said(row)):
        metric = "验收合格率"
    else:
        return
    facts = desk.facts(row).name
    if facts.catch_all is CatchAll.WHOLE or facts.bare_time or facts.state:
        return
    things = [
        re.sub(r"验收|合格|达标|质量|率$", "", thing) for thing in naming.objects_of(row.name)
    ]
    for thing in filter(None, map(naming.timely, things[:2])):
        name = naming.with_metric(thing, metric, desk.profile.name_max)
        new = base.model_copy(
            update={
                "name": name, "operator": Operator.EQUAL, "value": "100", "unit": "%",
                "confirm": True,
            }
        )  # fmt: skip
        records = _RECORDS.text(desk.language)
        yield Proposal(
            changes(row.indicator, new),
            SuggestionKind.NUMERIC,
            _OWN_RATE.text(desk.language, name=name),
            (_ASK_CONFIRM.text(desk.language, name=name, target="=100%", evidence=records),),
            records,
            numeric_advice(desk, Operator.EQUAL, "%") if _is_picked(desk, row) else None,
        )


def _said(row: Row) -> str:
    return f"{row.name}{row.value}"


def from_library(desk: Desk, row: Row, base: Indicator) -> Iterator[Proposal]:
    """What work of this kind is usually measured by, in the row's own class."""
    level2 = library_level2(row)
    if level2 is None or row.doubtful:
        return
    entries = desk.entries_for(row, level2)
    if len(entries) < _FEW and row.level1 is Level1.BENEFIT:
        # Any effect of the work may last: a class without rows of its own borrows them.
        entries += desk.entries_for(row, Level2.SOCIAL_BENEFIT.value)
    for entry in entries:
        new, told, quoted = filled_in(desk, entry, row, base)
        yield Proposal(
            changes(row.indicator, new),
            SuggestionKind.NUMERIC,
            _FROM_LIBRARY.text(desk.language, name=entry.name, value=told),
            () if quoted else (asked(desk, entry, new),),
            entry.explanation,
            numeric_advice(desk, entry.operator, entry.unit) if _is_picked(desk, row) else None,
            "library",
            keeps_value=bool(new.value) and new.value == row.value,
        )


def filled_in(
    desk: Desk, entry: Entry, row: Row | None, base: Indicator
) -> tuple[Indicator, str, bool]:
    """``base`` as ``entry`` has it, where its value comes from, and whether the unit said it.

    The row's own figure where it counts the same thing, a figure of the task, the usual target, or
    a blank: never a figure that stands nowhere.
    """
    update: dict[str, object] = {"name": entry.name, "operator": entry.operator, "unit": entry.unit}
    if row is not None and _counts_the_same(desk, row, entry):
        # A cell that holds bound, figure and unit in one is left as it is.
        bound = base.operator if row.operator is not None else entry.operator
        update |= {"value": row.indicator.value, "operator": bound, "unit": base.unit}
        return base.model_copy(update=update), _VALUE_KEPT.text(desk.language), True
    texts = [task.text for task in desk.tasks_of(row)] if row is not None else []
    found = desk.figure_in(texts, (entry.unit, *entry.units)) if entry.unit != "%" else None
    if found is not None:
        figure, quote = found
        update["value"] = figure
        return base.model_copy(update=update), _VALUE_QUOTED.text(desk.language, quote=quote), True
    update |= {"value": entry.value, "confirm": True}
    if entry.value == "100" and entry.unit == "%":
        update["operator"] = Operator.EQUAL
    message = _VALUE_BLANK if entry.value is None else _VALUE_USUAL
    target = f"{update['operator']}{entry.value}{entry.unit}"
    return base.model_copy(update=update), message.text(desk.language, value=target), False


def _counts_the_same(desk: Desk, row: Row, entry: Entry) -> bool:
    """Whether the figure of ``row`` may stand under the name of ``entry``: a kindred name."""
    if row.number is None or row.unit not in (entry.unit, *entry.units):
        return False
    return (
        max(containment(topic(entry.name), topic(row.name)), dice(row.name, entry.name)) >= _KINDRED
    )


def asked(desk: Desk, entry: Entry, new: Indicator) -> str:
    """The question to the unit about the value of ``new``."""
    if new.value is None:
        return _ASK_VALUE.text(
            desk.language, name=entry.name, unit=entry.unit, evidence=entry.evidence
        )
    target = f"{new.operator.value if new.operator else ''}{new.value}{new.unit or ''}"
    return _ASK_CONFIRM.text(desk.language, name=entry.name, target=target, evidence=entry.evidence)


def moved_from_library(desk: Desk, row: Row) -> Iterator[Proposal]:
    """For work from above that has no class of its own: the share done in time."""
    if desk.facts(row).name.catch_all is not CatchAll.WHOLE:
        return
    for entry in desk.entries([row.name], "时效指标"):
        level1, level2 = printed_levels(desk, "时效指标", "产出指标")
        base = row.indicator.model_copy(update={"level1": level1, "level2": level2})
        new, told, _ = filled_in(desk, entry, None, base)
        yield Proposal(
            changes(row.indicator, new),
            SuggestionKind.NUMERIC,
            _FROM_LIBRARY.text(desk.language, name=entry.name, value=told),
            (asked(desk, entry, new),),
            entry.explanation,
            origin="library",
        )
