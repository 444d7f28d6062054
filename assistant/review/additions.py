"""Rows that a table lacks: for a class, a task, the money, a promise of the goal."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from assistant.domain.edit import Edit, EditOp
from assistant.domain.finding import Finding, SuggestionKind
from assistant.domain.frequency import read_frequencies
from assistant.domain.indicator import Indicator, Operator
from assistant.domain.target import AnnualTask
from assistant.library import LEVEL1, Entry
from assistant.messages import Message
from assistant.review import naming
from assistant.review.desk import Desk, Proposal, printed_levels
from assistant.review.rewriting import asked, filled_in
from assistant.review.weighing import room_for

_FOR_TASK = Message(
    zh="为任务“{task}”补一条指标“{name}”。", en="Adds '{name}' for the task '{task}'."
)
_FOR_CLASS = Message(zh="补上缺的{level}：“{name}”。", en="Adds the missing {level}: '{name}'.")
_FOR_MONEY = Message(
    zh="基本支出没有指标，补一条“{name}”。", en="Adds '{name}' for the basic spending."
)
_FOR_PROMISES = Message(
    zh="目标里的承诺各补一条指标：{names}。", en="Adds a row for each promise: {names}."
)
_WEIGHT_TOLD = Message(
    zh="新增行权重从最重的行匀出，合计不变。", en="Its weight comes from the heaviest rows."
)
_ASK_DONE = Message(
    zh="“{name} {target}”是否符合本年计划？由哪些记录证明？",
    en="Does '{name} {target}' fit this year's plan, and which records prove it?",
)
_PAY = "人员经费 工资发放 正常运转"
_MANY = 4
"""Promises up to which a row each is offered."""
_CLASSES = {
    "效益指标": ("社会效益指标", "经济效益指标", "生态效益指标", "可持续影响指标"),
    "满意度指标": ("服务对象满意度指标",),
    "成本指标": ("经济成本指标", "社会成本指标"),
}
_ORDER = ("质量指标", "时效指标", "数量指标", "社会效益指标")


def for_class(desk: Desk, finding: Finding) -> Iterator[Proposal]:
    """A row of the class that T04 or T05 misses."""
    for level2 in _CLASSES.get(finding.evidence, (finding.evidence,)):
        texts = [task.text for task in desk.target.tasks]
        texts += [text for text in (desk.target.project, desk.target.goal) if text]
        texts += [row.name for row in desk.context.rows]
        for entry in _valued_first(desk.entries(texts, level2)):
            row, told, quoted = _row_of(desk, entry)
            reason = _FOR_CLASS.text(desk.language, level=finding.evidence, name=entry.name)
            supply = () if quoted else (asked(desk, entry, row),)
            yield _added(desk, (row,), f"{reason}{told}。", supply, entry.explanation)


def beside(desk: Desk, edits: tuple[Edit, ...], level2: str) -> Iterator[Proposal]:
    """A move that leaves a class without rows, with a row of that class for the same work."""
    moved = next((desk.rows[e.indicator] for e in edits if e.indicator in desk.rows), None)
    if moved is None:
        return
    for entry in _valued_first(desk.entries_for(moved, level2)):
        row, told, quoted = _row_of(desk, entry)
        reason = _FOR_CLASS.text(desk.language, level=level2, name=entry.name)
        supply = () if quoted else (asked(desk, entry, row),)
        added = _added(desk, (row,), f"{reason}{told}。", supply, entry.explanation)
        yield added._replace(edits=(*edits, *added.edits))


def for_task(desk: Desk, finding: Finding) -> Iterator[Proposal]:
    """A row for a task that none measures."""
    task = next((t for t in desk.target.tasks if finding.evidence.startswith(f"{t.id} ")), None)
    if task is None:
        return
    for entry in _entries_of(desk, task.text):
        row, told, quoted = _row_of(desk, entry, task)
        reason = _FOR_TASK.text(desk.language, task=task.name or task.content, name=entry.name)
        supply = () if quoted else (asked(desk, entry, row),)
        yield _added(desk, (row,), f"{reason}{told}。", supply, entry.explanation)
    for thing in naming.objects_of(task.name or task.content or "")[:2]:
        row = _done_in_time(desk, thing, (task.id,))
        reason = _FOR_TASK.text(desk.language, task=task.name or task.content, name=row.name)
        yield _added(desk, (row,), reason, (_ask_done(desk, row),), None)


def for_money(desk: Desk, finding: Finding) -> Iterator[Proposal]:
    """A row for pay and running costs, or for the task that takes most of the money."""
    for task in desk.target.tasks:
        if finding.evidence.startswith(f"{task.amount} / "):
            yield from for_task(
                desk, finding.model_copy(update={"evidence": f"{task.id} {task.text}"})
            )
            return
    for entry in _entries_of(desk, _PAY):
        row, told, quoted = _row_of(desk, entry)
        reason = _FOR_MONEY.text(desk.language, name=entry.name)
        supply = () if quoted else (asked(desk, entry, row),)
        yield _added(desk, (row,), f"{reason}{told}。", supply, entry.explanation)


def for_promises(desk: Desk, finding: Finding) -> Iterator[Proposal]:
    """A row for each promise of the goal, where they are few enough for the table."""
    promises = finding.evidence.split("；")
    if len(promises) > _MANY:
        return
    rows = tuple(filter(None, (_promised(desk, promise) for promise in promises)))
    if len(rows) != len(promises):
        return
    names = "、".join(f"“{row.name}”" for row in rows)
    reason = _FOR_PROMISES.text(desk.language, names=names)
    yield _added(desk, rows, reason, tuple(_ask_done(desk, row) for row in rows), None)


def _promised(desk: Desk, promise: str) -> Indicator | None:
    """The promise as a row: how often, where it says so, else the share done in time."""
    things = naming.objects_of(promise)
    if not things:
        return None
    often = [item for item in read_frequencies(promise) if item.times_a_year]
    if often:
        level1, level2 = printed_levels(desk, "数量指标", "产出指标")
        thing = things[0].replace(often[0].text, "").strip("的 ")
        return Indicator(
            id="",
            level1=level1,
            level2=level2,
            name=naming.with_metric(thing or things[0], "次数", desk.profile.name_max),
            operator=Operator.AT_LEAST,
            value=format(Decimal(str(often[0].times_a_year)).normalize(), "f"),
            unit="次",
        )
    return _done_in_time(desk, things[0], ())


def _done_in_time(desk: Desk, thing: str, tasks: tuple[str, ...]) -> Indicator:
    level1, level2 = printed_levels(desk, "时效指标", "产出指标")
    return Indicator(
        id="",
        level1=level1,
        level2=level2,
        name=naming.with_metric(naming.timely(thing), "按期完成率", desk.profile.name_max),
        operator=Operator.EQUAL,
        value="100",
        unit="%",
        confirm=True,
        tasks=tasks,
    )


def _ask_done(desk: Desk, row: Indicator) -> str:
    target = f"{row.operator.value if row.operator else ''}{row.value}{row.unit or ''}"
    return _ASK_DONE.text(desk.language, name=row.name, target=target)


def _entries_of(desk: Desk, text: str) -> list[Entry]:
    """Output rows first: what a task is measured by is what was done."""
    found: dict[str, Entry] = {}
    for level2 in _ORDER:
        for entry in desk.entries([text], level2)[:2]:
            found.setdefault(entry.id, entry)
    return _valued_first(list(found.values()))


def _valued_first(entries: Sequence[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: entry.value is None)


def _row_of(
    desk: Desk, entry: Entry, task: AnnualTask | None = None
) -> tuple[Indicator, str, bool]:
    level1, level2 = printed_levels(desk, entry.level2, LEVEL1[entry.level2])
    base = Indicator(
        id="",
        level1=level1,
        level2=level2,
        note=entry.explanation if desk.has_notes else None,
        tasks=(task.id,) if task else (),
    )
    row, told, quoted = filled_in(desk, entry, None, base)
    if task is not None and entry.unit != "%":
        found = desk.figure_in([task.text], (entry.unit, *entry.units))
        if found is not None:
            return row.model_copy(update={"value": found[0], "confirm": False}), "", True
    return row, told, quoted


def _added(
    desk: Desk,
    rows: tuple[Indicator, ...],
    reason: str,
    supply: tuple[str, ...],
    evidence: str | None,
) -> Proposal:
    weight, room = room_for(desk, len(rows))
    edits: list[Edit] = []
    for row in rows:
        weighed = row.model_copy(update={"weight": weight})
        edits.append(Edit(op=EditOp.ADD, indicator=_place(desk, row), row=weighed))
    told = _WEIGHT_TOLD.text(desk.language) if room else ""
    return Proposal(
        (*edits, *room), SuggestionKind.ADD, f"{reason}{told}", supply, evidence, origin="library"
    )


def _place(desk: Desk, new: Indicator) -> str | None:
    """The last row of the same class, after which the new one stands."""
    for same in ("level2", "level1"):
        near = [r for r in desk.target.indicators if getattr(r, same) == getattr(new, same)]
        if near:
            return near[-1].id
    return desk.target.indicators[-1].id if desk.target.indicators else None
