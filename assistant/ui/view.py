"""From domain values to what the page shows; pure, so that tests need no browser.

Everything that comes from files, users or models leaves here either as a plain string for a
component that shows plain strings, or escaped by the template.
"""

from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from html import escape

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape

from assistant.domain.indicator import Indicator
from assistant.domain.target import PerformanceTarget
from assistant.export.about import set_aside
from assistant.export.report import CardReport, TableReport
from assistant.messages import Language
from assistant.ui import wording

EDITABLE: tuple[tuple[int, str], ...] = (
    (1, "level1"),
    (2, "level2"),
    (3, "name"),
    (4, "operator"),
    (5, "value"),
    (6, "unit"),
    (7, "weight"),
)
"""Column of the table on screen, and the field of the row that it edits."""


def table_rows(target: PerformanceTarget | None, language: Language) -> list[list[str]]:
    """One list of strings an indicator, in the order of `wording.COLUMNS`."""
    if target is None:
        return []
    return [_table_row(row, language) for row in target.indicators]


def _table_row(row: Indicator, language: Language) -> list[str]:
    state = wording.TO_CONFIRM.text(language) if row.confirm else ""
    printed = (row.level1, row.level2, row.name, row.operator, row.value, row.unit, row.weight)
    cells = ["" if cell is None else str(cell) for cell in printed]
    return [str(row.number), *cells, passport(row, language), state]


def passport(row: Indicator, language: Language) -> str:
    """Where the value of a row comes from, in a few words."""
    provenance = row.provenance.get("value")
    if provenance is None:
        return ""
    message = wording.PROVENANCE_KINDS[provenance.kind.value]
    source = (provenance.source or "").removeprefix("T")
    return message.text(language, source=source, quote=provenance.quote or "")


def weight_total(target: PerformanceTarget) -> Decimal:
    """The sum of the weights that are numbers."""
    return sum((row.weight for row in target.indicators if row.weight is not None), Decimal(0))


def status_line(table: TableReport | None, language: Language) -> str:
    """One line that sums the table up, and which local rules it was judged by."""
    if table is None:
        return wording.WAITING.text(language)
    rows = table.review.target.indicators
    line = wording.DONE.text(
        language,
        rows=len(rows),
        weight=weight_total(table.review.target),
        confirm=sum(row.confirm for row in rows),
        **table.review.summary.model_dump(),
    )
    profile = wording.PROFILE_GUESSED if table.guessed else wording.PROFILE
    apart = (title for title, _ in set_aside(table.review, language))
    return "\n".join((line, profile.text(language, profile=table.profile), *apart))


def status_html(line: str) -> str:
    """The line above the table, escaped; screen readers hear it change."""
    return f'<div role="status" aria-live="polite">{escape(line)}</div>'


def rows_named(indicators: Iterable[str], language: Language) -> str:
    """Row ids as people name them: 第 9、10 行."""
    numbers = "、".join(indicator.removeprefix("I") for indicator in indicators)
    if not numbers:
        return wording.WHOLE_TABLE.text(language)
    return wording.ROWS.text(language, rows=numbers)


def findings_html(table: TableReport | None, language: Language) -> str:
    """The findings as cards, seven rows of one kind on one card; escaped."""
    empty = wording.NO_TABLE if table is None else wording.NO_FINDINGS
    return _template().render(
        cards=[] if table is None else [_card(card, language) for card in table.cards],
        not_checked=() if table is None else table.review.not_checked,
        empty=empty.text(language),
        basis_label=wording.BASIS.text(language),
        not_checked_label=wording.NOT_CHECKED.text(language),
    )


def _card(card: CardReport, language: Language) -> dict[str, object]:
    several = len(card.messages) > 1
    return {
        "severity": card.severity.value,
        "severity_label": wording.SEVERITIES[card.severity.value].text(language),
        "title": card.title,
        "where": rows_named(card.rows, language),
        "code": " ".join(card.codes),
        "lines": [
            f"{rows_named(rows, language)}：{message}" if several and rows else message
            for message, rows in card.messages
        ],
        "basis": card.basis,
    }


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("assistant.ui"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
    )
    return environment.get_template("findings.html")
