"""Which changes could answer a finding; the rules decide later which of them do."""

import re
from collections.abc import Callable, Iterator

from assistant.domain.edit import Edit, EditOp
from assistant.domain.finding import Finding, SuggestionKind
from assistant.domain.indicator import Operator
from assistant.messages import Message
from assistant.review import additions
from assistant.review.desk import Desk, Proposal, printed_levels
from assistant.review.goal import goal_answers
from assistant.review.grading import graded
from assistant.review.merging import merged, removed
from assistant.review.rewriting import (
    fixes_of,
    from_library,
    kept_cost,
    moved_from_library,
    own_rate,
    renamed,
    repaired_base,
)
from assistant.review.weighing import relieved, rescaled
from assistant.validators import review_target
from assistant.validators.levels import PARENTS, Level1, Level2
from assistant.validators.rows import Row

_FIX = Message(zh="规则自带的改法，请核对后采纳。", en="The rule's own repair; check it first.")
_SET = Message(zh="{label}改为“{bound}”。", en="{label} becomes {bound}.")
_LIKE_COUNT = Message(
    zh="同类活动按“{unit}”计数，数值不变；请确认单位一致。",
    en="Like activities are counted in '{unit}'; the figure stays. Confirm the unit.",
)
_UNITS = {
    "率": "%", "度": "%", "比例": "%", "占比": "%", "比重": "%", "人次": "人次", "人数": "人",
    "户数": "户", "场次": "场次", "次数": "次", "项目数": "个", "数量": "个", "篇数": "篇",
    "节数": "节", "件数": "件", "台数": "台", "套数": "套", "天数": "天",
}  # fmt: skip
"""The unit that the ending of a name leaves no choice about."""
_LIMIT = Message(
    zh="目标值改为“≥ {value}%”，为满意度计分的常用界限，须由单位确认。",
    en="'≥ {value}%', a usual threshold of scoring; the unit must confirm it.",
)
_ASK_LIMIT = Message(zh="“{name}”能否达到 {value}%？", en="Can '{name}' reach {value}%?")
_WHOSE = Message(
    zh="写明满意度问的是谁：“{name}”，由相关任务的服务对象得来。",
    en="Says whose satisfaction: '{name}', from the people that the tasks serve.",
)
_OTHER_CLASS = Message(
    zh="改填所属的二级指标“{level}”。", en="Put under the level-2 class '{level}'."
)
_CLEANED = Message(
    zh="名称里的模板占位符删去，改为“{name}”；指标值仍是本行的数。",
    en="The template's placeholder leaves the name ('{name}'); the figure stays.",
)
_TEMPLATE = re.compile(
    r"[(（]?\s*[≥≤><=]\s*[*＊×xX]+[^()（）]{0,6}[)）]?|[(（]\s*[*＊×]+[^()（）]*[)）]"
)
_REMOVABLE = frozenset(
    {"M01", "M02", "M05", "M08", "M09", "T08", "U01", "U02", "W06", "D06", "TM01", "F03"}
)
"""Rules after which a row may well go altogether."""
_REWRITTEN = frozenset(
    {
        "M01", "M02", "M03", "M05", "M06", "M07", "M08", "M09", "T08", "D04", "D06", "TM01",
        "TM02", "T07", "U01", "U02", "U03", "V02", "V05", "V06", "D02", "D03", "F05", "R02",
    }
)  # fmt: skip
_NAMES = frozenset({"M06", "M07", "U02", "U03", "V05", "V06", "D06"})
"""Rules that another name can satisfy."""
_BENEFITS = ("社会效益指标", "经济效益指标", "生态效益指标")


def row_answers(desk: Desk, row: Row, findings: list[Finding]) -> Iterator[Proposal]:
    """Changes to one row that could answer some of ``findings`` on it, the gentlest first."""
    codes = {finding.code for finding in findings}
    yield from fixes_of(desk, findings)
    yield from _single_fields(desk, row, codes)
    if codes & _REWRITTEN:
        base = repaired_base(desk, row, findings)
        if codes & _NAMES:
            yield from renamed(desk, row, base)
        yield from kept_cost(desk, row, base)
        yield from own_rate(desk, row, base)
        yield from from_library(desk, row, base)
        if base.level2 != row.indicator.level2:
            # Staying in its class, where the class would else be left empty.
            yield from from_library(desk, row, row.indicator)
        yield from moved_from_library(desk, row)
        if codes & {"M01", "M02", "M03", "M08", "V02", "TM01", "T08", "D06"}:
            yield from graded(desk, row, base)
    if "T07" in codes and row.level2 is not None:
        moves = [finding.fix.edits for finding in findings if finding.code == "T07" and finding.fix]
        for move in moves:
            yield from additions.beside(desk, move, row.level2.value)
    if "W03" in codes and (change := relieved(desk, row)) is not None:
        yield change
    if codes & {"U01", "U02"}:
        yield from merged(desk, row)
    if codes & _REMOVABLE:
        yield from removed(desk, row)


def table_answers(desk: Desk, finding: Finding) -> Iterator[Proposal]:
    """Changes that could answer a finding on the whole table."""
    if finding.fix is not None:
        yield Proposal(finding.fix.edits, SuggestionKind.FIX, _FIX.text(desk.language))
    yield from goal_answers(desk, finding)
    make = _TABLE.get(finding.code)
    if make is not None:
        yield from make(desk, finding)


def _single_fields(desk: Desk, row: Row, codes: set[str]) -> Iterator[Proposal]:
    if "V07" in codes:
        yield _set(desk, row, "operator", Operator.AT_LEAST.value, _SET, label="性质", bound="≥")
    if "D04" in codes and row.number is not None:
        yield from _limits(desk, row)
    if "V04" in codes or "V06" in codes:
        yield from _units(desk, row)
    if "R05" in codes:
        yield from _subjects(desk, row)
    if "F03" in codes:
        yield from _without_template(desk, row)
    if codes & {"T02", "T06"} and row.indicator.level2:
        for level2 in _classes_of(row):
            printed = printed_levels(desk, level2, PARENTS[Level2(level2)].value)[1]
            yield _set(desk, row, "level2", printed, _OTHER_CLASS, level=printed)


def _classes_of(row: Row) -> list[str]:
    """The classes that a level-2 name may mean: what its words say, else any benefit."""
    printed = row.indicator.level2 or ""
    said = [
        level.value for level in Level2 if level.value[:2] in printed and level is not row.level2
    ]
    return said or (list(_BENEFITS) if row.level1 in (Level1.BENEFIT, None) else [])


def _without_template(desk: Desk, row: Row) -> Iterator[Proposal]:
    """The name without what a template left in it; the row's own figure says the rest."""
    name = _TEMPLATE.sub("", row.indicator.name or "").strip()
    if row.value and name and name != row.indicator.name:
        yield _set(desk, row, "name", name, _CLEANED, name=name)


def _set(
    desk: Desk, row: Row, field: str, value: str | None, message: Message, **told: object
) -> Proposal:
    edit = Edit(op=EditOp.SET, indicator=row.id, field=field, value=value)
    reason = message.text(desk.language, **told)
    return Proposal((edit,), SuggestionKind.TEXT, reason, keeps_value=True)


def _limits(desk: Desk, row: Row) -> Iterator[Proposal]:
    """A satisfaction target at a threshold by which it is scored."""
    value = "95" if row.number is not None and row.number >= 100 else "90"
    edits = [
        Edit(op=EditOp.SET, indicator=row.id, field="value", value=value),
        Edit(op=EditOp.SET, indicator=row.id, field="confirm", value="true"),
    ]
    if row.indicator.operator is not Operator.AT_LEAST:
        bound = Operator.AT_LEAST.value
        edits.append(Edit(op=EditOp.SET, indicator=row.id, field="operator", value=bound))
    if row.indicator.unit != "%":
        edits.append(Edit(op=EditOp.SET, indicator=row.id, field="unit", value="%"))
    yield Proposal(
        tuple(edits),
        SuggestionKind.NUMERIC,
        _LIMIT.text(desk.language, value=value),
        (_ASK_LIMIT.text(desk.language, name=row.name, value=value),),
    )


def _units(desk: Desk, row: Row) -> Iterator[Proposal]:
    """Units in which the library counts the same thing."""
    if row.level2 is None:
        return
    name = desk.facts(row).name
    units = [unit for ending, unit in _UNITS.items() if name.bare.endswith(ending)][:1]
    if row.unit:  # a unit that says too little, not one that is missing
        units += [entry.unit for entry in desk.entries_for(row, row.level2.value)]
    for unit in dict.fromkeys(units):
        yield _set(desk, row, "unit", unit, _LIKE_COUNT, unit=unit)


def _subjects(desk: Desk, row: Row) -> Iterator[Proposal]:
    """Satisfaction of the people whom the tasks serve."""
    texts = [task.text for task in desk.target.tasks] + [desk.target.goal or ""]
    for entry in desk.entries(texts, "服务对象满意度指标"):
        yield _set(desk, row, "name", entry.name, _WHOSE, name=entry.name)


def _total(desk: Desk, finding: Finding) -> Iterator[Proposal]:
    """A swap that the rules hold to be the cause, then all weights in proportion."""
    swaps = review_target(
        desk.target, desk.profile, select=("W02",), language=desk.language
    ).findings
    edits = tuple(edit for swap in swaps if swap.fix for edit in swap.fix.edits)
    if edits:
        yield Proposal(edits, SuggestionKind.FIX, swaps[0].message, keeps_value=True)
    change = rescaled(desk)
    if change is not None:
        yield change


_TABLE: dict[str, Callable[[Desk, Finding], Iterator[Proposal]]] = {
    "T04": additions.for_class,
    "T05": additions.for_class,
    "R01": additions.for_task,
    "R03": additions.for_money,
    "R04": additions.for_promises,
    "W01": _total,
}
