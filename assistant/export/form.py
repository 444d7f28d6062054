"""The official form as rows of printed text: what stands in it, before any format's layout.

The form is always Chinese, whatever language the screen is in: it is filed as it is.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import NamedTuple

from assistant.domain.indicator import Indicator
from assistant.domain.target import FundingSources, PerformanceTarget, TargetKind

_TITLES = {
    TargetKind.WHOLE_UNIT: "整体支出绩效目标表",
    TargetKind.PROJECT: "项目支出绩效目标表",
    None: "预算绩效目标表",
}
_SOURCES = ("合计", "财政拨款", "专户资金", "单位资金")
_FUNDING_BLANKS = ("",) * (len(_SOURCES) - 1)

TASKS_LABEL = "年度主要任务"
GOAL_LABEL = "整体绩效目标"
INDICATORS_LABEL = "年度绩效指标"
NOTES_LABEL = "其他说明"


class Column(NamedTuple):
    """One column of the indicator table.

    Attributes:
        header: its printed header.
        cell: the text that a row prints in it.
    """

    header: str
    cell: Callable[[Indicator], str]


class Form(NamedTuple):
    """One form, every cell as text; a blank cell is an empty string.

    Attributes:
        title: heading of the form.
        facts: label and text of what stands above the table (单位, 年度 …).
        funding: the three printed rows of 总体资金情况, or nothing where the form has none.
        tasks: header and rows of 年度主要任务, or nothing where there are none.
        goal: 整体绩效目标.
        columns: headers of the indicator table.
        rows: one row an indicator.
        notes: 其他说明.
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    funding: tuple[tuple[str, ...], ...]
    tasks: tuple[tuple[str, ...], ...]
    goal: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: str


def form_of(target: PerformanceTarget) -> Form:
    """The form that ``target`` fills in."""
    columns = tuple(_columns(target.indicators))
    return Form(
        title=_TITLES[target.kind],
        facts=tuple(_facts(target)),
        funding=_funding(target),
        tasks=_tasks(target),
        goal=target.goal or "",
        columns=tuple(column.header for column in columns),
        rows=tuple(tuple(column.cell(row) for column in columns) for row in target.indicators),
        notes=target.notes or "",
    )


def printed(value: object) -> str:
    """A cell as text: digits as they stand, an absent value as an empty string."""
    if isinstance(value, Decimal):
        return format(value, "f")
    return "" if value is None else str(value)


def _facts(target: PerformanceTarget) -> Iterable[tuple[str, str]]:
    unit = "-".join(part for part in (target.unit.code, target.unit.name) if part)
    yield "预算年度", printed(target.year)
    yield "预算单位", unit
    if target.project is not None:
        yield "项目名称", target.project
    if target.status is not None:
        yield "状态", target.status


def _funding(target: PerformanceTarget) -> tuple[tuple[str, ...], ...]:
    if target.funding is None:
        return ()
    funding = target.funding
    label = f"总体资金情况（{funding.currency_unit}）"
    return (
        (label, "预算支出总额", "基本支出", *_FUNDING_BLANKS, "项目支出", *_FUNDING_BLANKS),
        ("", "", *_SOURCES, *_SOURCES),
        ("", printed(funding.total), *_amounts(funding.basic), *_amounts(funding.project)),
    )


def _amounts(sources: FundingSources) -> Iterable[str]:
    amounts = (sources.total, sources.fiscal, sources.special_account, sources.own)
    return (printed(amount) for amount in amounts)


def _tasks(target: PerformanceTarget) -> tuple[tuple[str, ...], ...]:
    if not target.tasks:
        return ()
    header: tuple[str, ...] = ("任务名称", "主要内容")
    rows = [(printed(task.name), printed(task.content)) for task in target.tasks]
    if all(task.amount is None for task in target.tasks):
        return (header, *rows)
    unit = "元" if target.funding is None else target.funding.currency_unit
    amounts = (printed(task.amount) for task in target.tasks)
    return (
        (*header, f"预算金额（{unit}）"),
        *((*row, amount) for row, amount in zip(rows, amounts, strict=True)),
    )


_ALWAYS = (
    Column("一级指标", lambda row: printed(row.level1)),
    Column("二级指标", lambda row: printed(row.level2)),
    Column("三级指标", lambda row: printed(row.name)),
    Column("绩效指标性质", lambda row: printed(row.operator)),
    Column("绩效指标值", lambda row: printed(row.value)),
    Column("绩效度量单位", lambda row: printed(row.unit)),
    Column("权重", lambda row: printed(row.weight)),
)
_WHERE_FILLED = (
    Column("指标方向性", lambda row: printed(row.direction)),
    Column("指标解释", lambda row: printed(row.note)),
    Column("实际完成值", lambda row: printed(row.actual)),
    Column("得分", lambda row: printed(row.score)),
)


def _columns(rows: tuple[Indicator, ...]) -> Iterable[Column]:
    yield from _ALWAYS
    yield from (column for column in _WHERE_FILLED if any(map(column.cell, rows)))
    further = dict.fromkeys(header for row in rows for header in row.columns)
    yield from map(_further, further)


def _further(header: str) -> Column:
    return Column(header, lambda row: row.columns.get(header, ""))
