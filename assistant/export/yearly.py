"""Two years side by side as a report."""

import json
from collections.abc import Sequence

from assistant.domain.yearly import YearComparison, YearFate, YearRow
from assistant.export.pages import Pages, Section
from assistant.export.sheets import headline
from assistant.messages import Language, Message

_TITLE = Message(zh="上年与本年对照", en="Year to year")
_LEAD = Message(
    zh="本年 {rows} 行指标，{copied} 行照抄上年（{share}%），{lowered} 行低于上年目标，"
    "{below} 行低于上年实际，上年有 {dropped} 行未再设。",
    en="{rows} rows this year: {copied} copied ({share}%), {lowered} below last year's target, "
    "{below} below last year's actual; {dropped} of last year's rows were dropped.",
)
_FATES: dict[YearFate, Message] = {
    YearFate.COPIED: Message(zh="照抄上年", en="copied"),
    YearFate.LOWERED: Message(zh="低于上年目标", en="below last target"),
    YearFate.BELOW_ACTUAL: Message(zh="低于上年实际", en="below last actual"),
    YearFate.RAISED: Message(zh="高于上年目标", en="raised"),
    YearFate.CHANGED: Message(zh="有改动", en="changed"),
    YearFate.DROPPED: Message(zh="未再设", en="dropped"),
    YearFate.ADDED: Message(zh="新增", en="added"),
}
_COLUMNS = (
    Message(zh="三级指标", en="Indicator"),
    Message(zh="上年目标", en="Last target"),
    Message(zh="上年实际", en="Last actual"),
    Message(zh="本年目标", en="This target"),
    Message(zh="情况", en="What became of it"),
)
_WIDTHS = (44, 14, 14, 14, 14)


def yearly_json(years: Sequence[YearComparison]) -> str:
    """Every row with its fates."""
    data = {
        "years": [
            {
                "unit": one.this.unit.name,
                "project": one.this.project,
                "last_year": one.last.year,
                "year": one.this.year,
                "copied_share": one.copied_share,
                "rows": [row.model_dump(mode="json") for row in one.rows],
            }
            for one in years
        ]
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def yearly_pages(one: YearComparison, language: Language) -> Pages:
    """One unit's two years."""

    def count(fate: YearFate) -> int:
        return sum(fate in row.fates for row in one.rows)

    lead = _LEAD.text(
        language,
        rows=len(one.this.indicators),
        copied=count(YearFate.COPIED),
        share=f"{one.copied_share * 100:.0f}",
        lowered=count(YearFate.LOWERED),
        below=count(YearFate.BELOW_ACTUAL),
        dropped=count(YearFate.DROPPED),
    )
    header = tuple(column.text(language) for column in _COLUMNS)
    rows = tuple(_cells(row, language) for row in one.rows)
    section = Section("", rows=(header, *rows), widths=_WIDTHS)
    return Pages(_TITLE.text(language), (headline(one.this, language), lead), (section,), wide=True)


def _cells(row: YearRow, language: Language) -> tuple[str, ...]:
    fates = "；".join(_FATES[fate].text(language) for fate in row.fates)
    return row.name, row.last_target or "", row.last_actual or "", row.target or "", fates
