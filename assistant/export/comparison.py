"""A comparison as a report: what was fixed, what is left, what changed though nobody asked."""

import json
from collections.abc import Sequence

from assistant.domain.comparison import CellChange, Comparison, Fate, FindingFate
from assistant.domain.finding import Severity
from assistant.export import wording
from assistant.export.pages import Pages, Section
from assistant.export.sheets import headline
from assistant.messages import Language, Message

_TITLE = Message(zh="重报对照", en="Comparison")
_LEAD = Message(
    zh="原表：错误 {e0} · 警告 {w0} · 提示 {i0}；重报：错误 {e1} · 警告 {w1} · 提示 {i1}",
    en="Old: {e0} errors, {w0} warnings, {i0} infos. New: {e1} errors, {w1} warnings, {i1} infos",
)
_COUNTS = Message(
    zh="已改 {fixed} · 未改 {remaining} · 新出现 {new} · 改后又犯 {returned}；"
    "未要求而改动 {unasked} 处",
    en="{fixed} fixed, {remaining} remaining, {new} new, {returned} back; {unasked} cells changed "
    "though nobody asked",
)
_FATES: dict[Fate, Message] = {
    Fate.REMAINING: Message(zh="未改的问题", en="Remaining"),
    Fate.RETURNED: Message(zh="改后又犯的问题", en="Came back"),
    Fate.NEW: Message(zh="新出现的问题", en="New"),
    Fate.FIXED: Message(zh="已改的问题", en="Fixed"),
}
_MINOR = Message(zh="另有提示 {count} 条，从略", en="and {count} infos, left out")
_UNASKED = Message(zh="未要求而改动的内容", en="Changed though nobody asked")
_ASKED = Message(zh="按意见改动的内容", en="Changed as asked")
_WEIGHTS = Message(zh="权重变动", en="Weights moved")
_ROWS = Message(zh="行的对应（按含义，不按位置）", en="Rows, by meaning")
_ROW = Message(zh="第 {number} 行", en="row {number}")
_TABLE = Message(zh="整表", en="table")
_ADDED = Message(zh="新增", en="added")
_DROPPED = Message(zh="删去", en="dropped")
_LOWERED = Message(zh="（目标降低）", en=" (target lowered)")
_WHOLE_ROW = Message(zh="整行", en="row")
_FIELDS = {
    "tasks": Message(zh="年度主要任务", en="tasks"),
    "funding.total": Message(zh="预算支出总额", en="total budget"),
    "funding.basic": Message(zh="基本支出", en="basic spending"),
    "funding.project": Message(zh="项目支出", en="project spending"),
}
_FINDING_COLUMNS = (
    Message(zh="级别", en="Level"),
    Message(zh="规则", en="Rule"),
    Message(zh="位置", en="Where"),
    Message(zh="问题", en="What"),
)
_CHANGE_COLUMNS = (
    Message(zh="位置", en="Where"),
    Message(zh="栏目", en="Field"),
    Message(zh="原表", en="Before"),
    Message(zh="重报", en="After"),
)
_ROW_COLUMNS = (
    Message(zh="原表", en="Old"),
    Message(zh="重报", en="New"),
    Message(zh="三级指标", en="Indicator"),
)


def comparison_json(comparisons: Sequence[Comparison]) -> str:
    """Every table with its fates, changes and matches."""
    data = {
        "comparisons": [
            {
                "unit": one.new.unit.model_dump(mode="json"),
                "project": one.new.project,
                "profile": one.profile,
                "before": one.before.model_dump(),
                "after": one.after.model_dump(),
                "findings": [item.model_dump(mode="json") for item in one.findings],
                "counts": {fate.value: len(one.of_fate(fate)) for fate in Fate},
                "changes": [item.model_dump(mode="json") for item in one.changes],
                "unasked": [item.model_dump(mode="json") for item in one.unasked],
                "weights": [item.model_dump(mode="json") for item in one.weights],
                "matches": [item.model_dump(mode="json") for item in one.matches],
            }
            for one in comparisons
        ]
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def comparison_pages(one: Comparison, language: Language) -> Pages:
    """One table's comparison as a report."""
    counts = {fate.value: len(one.of_fate(fate)) for fate in Fate}
    before, after = one.before, one.after
    lead = (
        headline(one.new, language),
        _LEAD.text(
            language, e0=before.error, w0=before.warning, i0=before.info,
            e1=after.error, w1=after.warning, i1=after.info,
        ),
        _COUNTS.text(language, **counts, unasked=len(one.unasked)),
    )  # fmt: skip
    sections = [_fate_section(one, fate, language) for fate in _FATES if fate is not Fate.FIXED]
    sections += [
        _change_section(one, one.unasked, _UNASKED, language),
        _change_section(one, one.weights, _WEIGHTS, language),
        _fate_section(one, Fate.FIXED, language),
        _change_section(
            one, tuple(change for change in one.changes if change.asked), _ASKED, language
        ),
        _rows_section(one, language),
    ]
    return Pages(_TITLE.text(language), lead, tuple(sections), wide=True)


def _fate_section(one: Comparison, fate: Fate, language: Language) -> Section:
    items = one.of_fate(fate)
    # What only informs is counted: the reader's time is for what must be answered.
    grave = [item for item in items if item.finding.severity is not Severity.INFO]
    header = tuple(column.text(language) for column in _FINDING_COLUMNS)
    rows = (_finding_row(one, item, language) for item in grave)
    title = f"{_FATES[fate].text(language)}（{len(items)}）"
    minor = len(items) - len(grave)
    lines = (_MINOR.text(language, count=minor),) if minor else ()
    return Section(title, lines, (header, *rows) if grave else (), (6, 8, 16, 70))


def _finding_row(one: Comparison, item: FindingFate, language: Language) -> tuple[str, ...]:
    finding = item.finding
    return (
        wording.SEVERITIES[finding.severity].text(language),
        finding.code,
        _where(one, item.old, item.new, language),
        finding.message,
    )


def _change_section(
    one: Comparison, changes: Sequence[CellChange], title: Message, language: Language
) -> Section:
    header = tuple(column.text(language) for column in _CHANGE_COLUMNS)
    rows = (_change_row(one, change, language) for change in changes)
    heading = f"{title.text(language)}（{len(changes)}）"
    return Section(heading, rows=(header, *rows) if changes else (), widths=(14, 12, 37, 37))


def _change_row(one: Comparison, change: CellChange, language: Language) -> tuple[str, ...]:
    field = wording.FIELDS.get(change.field) or _FIELDS.get(change.field) or _WHOLE_ROW
    told = _LOWERED.text(language) if change.lowered else ""
    before, after = change.before, change.after
    if change.field == "row":
        before = before if change.old else _ADDED.text(language)
        after = after if change.new else _DROPPED.text(language)
    return (
        _where(one, change.old, change.new, language),
        field.text(language),
        before or "",
        f"{after or ''}{told}",
    )


def _rows_section(one: Comparison, language: Language) -> Section:
    header = tuple(column.text(language) for column in _ROW_COLUMNS)
    rows = []
    for match in one.matches:
        row = one.row(match.new, new=True) or one.row(match.old, new=False)
        rows.append(
            (
                _number(one, match.old, new=False, language=language) or _ADDED.text(language),
                _number(one, match.new, new=True, language=language) or _DROPPED.text(language),
                row.name or "" if row else "",
            )
        )
    return Section(_ROWS.text(language), rows=(header, *rows), widths=(12, 12, 76))


def _where(one: Comparison, old: str | None, new: str | None, language: Language) -> str:
    before = _number(one, old, new=False, language=language)
    after = _number(one, new, new=True, language=language)
    if before and after and before != after:
        return f"{before} → {after}"
    return after or before or _TABLE.text(language)


def _number(one: Comparison, row: str | None, *, new: bool, language: Language) -> str:
    table = one.new if new else one.old
    for number, indicator in enumerate(table.indicators, start=1):
        if indicator.id == row:
            return _ROW.text(language, number=number)
    return ""
