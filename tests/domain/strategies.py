"""Tables of every shape that a form may hold, for the property tests of several packages."""

from decimal import Decimal

from hypothesis import strategies as st

from assistant.domain.indicator import Indicator, Operator
from assistant.domain.target import (
    AnnualTask,
    CurrencyUnit,
    Funding,
    FundingSources,
    PerformanceTarget,
    TargetKind,
    Unit,
)

NASTY = (
    "",
    "|",
    "a|b",
    "\\|",
    "=1+1",
    "+86",
    "-1",
    "@SUM(A1)",
    "＝SUM(A1)",
    "<img src=x onerror=alert(1)>",
    "<br>",
    "&lt;",
    "&amp;amp;",
    "**粗**",
    "`码`",
    "[链接](javascript:x)",
    "培训👩‍🏫",
    "“引号”",
    "'撇号",
    '"双引号"',
    "# 标题",
    "---",
    "{{7*7}}",
    "[bold]红[/bold]",
)
"""Pieces of text that a table, a sheet, a page or a terminal could take for something else."""

CHINESE = "培训教师场次合格满意学生完成率村道路年月日期项目资金，。；：（）《》1234567890%abcXYZ ."
pieces = st.one_of(st.sampled_from(NASTY), st.text(CHINESE, max_size=12))
words = st.lists(pieces, min_size=1, max_size=4).map(lambda parts: " ".join("".join(parts).split()))
"""One line of printed text: trimmed, no line break, single blanks."""

numbers = st.decimals(
    min_value=Decimal("-1000000"), max_value=Decimal("99999999"), places=2, allow_nan=False
)
weights = st.decimals(min_value=Decimal("0.01"), max_value=Decimal(90), places=2, allow_nan=False)
amounts = st.none() | st.decimals(min_value=0, max_value=Decimal("1e9"), places=2, allow_nan=False)


@st.composite
def indicators(draw: st.DrawFn, number: int = 1) -> Indicator:
    """One row, blank cells included."""
    text = st.none() | words.filter(bool)
    return Indicator(
        id=f"I{number}",
        level1=draw(text),
        level2=draw(text),
        name=draw(text),
        operator=draw(st.none() | st.sampled_from(Operator)),
        value=draw(text),
        unit=draw(text),
        weight=draw(st.none() | weights),
        direction=draw(st.none() | st.sampled_from(("正向", "反向"))),
        note=draw(text),
    )


def sources() -> st.SearchStrategy[FundingSources]:
    """One block of amounts."""
    return st.builds(
        FundingSources, total=amounts, fiscal=amounts, special_account=amounts, own=amounts
    )


@st.composite
def targets(draw: st.DrawFn, max_rows: int = 6) -> PerformanceTarget:
    """One table with any of its parts absent."""
    text = st.none() | words.filter(bool)
    rows = draw(st.integers(0, max_rows))
    tasks = draw(st.integers(0, 4))
    return PerformanceTarget(
        unit=Unit(code=draw(st.none() | st.sampled_from(("205", "001"))), name=draw(text)),
        year=draw(st.none() | st.integers(2015, 2035)),
        kind=draw(st.none() | st.sampled_from(TargetKind)),
        project=draw(text),
        status=draw(text),
        funding=draw(
            st.none()
            | st.builds(
                Funding,
                currency_unit=st.sampled_from(CurrencyUnit),
                total=amounts,
                basic=sources(),
                project=sources(),
            )
        ),
        tasks=tuple(
            AnnualTask(id=f"T{n + 1}", name=draw(text), content=draw(text), amount=draw(amounts))
            for n in range(tasks)
        ),
        goal=draw(text),
        notes=draw(text),
        indicators=tuple(draw(indicators(n + 1)) for n in range(rows)),
    )
