"""The county as the desk shows it: rules, shared words, and the heat map."""

from typing import NamedTuple

from assistant.app.county import FEWEST_UNITS, County, Phrase
from assistant.app.rulebook import rule_title
from assistant.messages import Language
from assistant.ui.desk import wording
from assistant.ui.desk.queue_view import export_link
from assistant.ui.desk.state import State

UNITS_PAGE = 50
_RULES_SHOWN = 12
_COLUMNS_SHOWN = 30
_PHRASES_SHOWN = 40
_NAMES_SHOWN = 3
_METER = 120
_HEATS = (1, 3, 6)
"""Findings above which a cell is one shade darker."""


class RuleLine(NamedTuple):
    """One rule and how far it reaches."""

    code: str
    title: str
    units: int
    share: str
    findings: int
    width: int


class PhraseLine(NamedTuple):
    """Words that several units print."""

    text: str
    kind: str
    units: int
    target: str
    first: str
    more: str


class HeatCell(NamedTuple):
    """One unit under one rule; ``heat`` is 0 to 4."""

    findings: int
    heat: int


class HeatLine(NamedTuple):
    """One unit."""

    unit: str
    form: str
    total: int
    cells: tuple[HeatCell, ...]


class CountyView(NamedTuple):
    """The county; see county.html for what each value is for."""

    line: str
    rules: tuple[RuleLine, ...]
    phrases: tuple[PhraseLine, ...]
    columns: tuple[RuleLine, ...]
    heat: tuple[HeatLine, ...]
    page: int
    pages: int
    units_line: str
    fewest: int
    export_link: str
    notice_link: str


def county_view(county: County, state: State, language: Language) -> CountyView:
    """The county with one page of its heat map."""
    units = len(county.rows)
    pages = max(-(-units // UNITS_PAGE), 1)
    page = min(max(state.county_page, 1), pages)
    shown = county.rows[(page - 1) * UNITS_PAGE : page * UNITS_PAGE]
    rules = tuple(
        RuleLine(
            rule.code,
            rule_title(rule.code, language),
            rule.units,
            f"{100 * rule.units / units:.0f}%",
            rule.findings,
            max(round(_METER * rule.units / units), 2),
        )
        for rule in county.rules
    )
    findings = sum(rule.findings for rule in county.rules)
    return CountyView(
        line=wording.COUNTY_LINE.text(language, units=units, forms=county.forms, findings=findings),
        rules=rules[:_RULES_SHOWN],
        phrases=tuple(_phrase(one, language) for one in county.phrases[:_PHRASES_SHOWN]),
        columns=rules[:_COLUMNS_SHOWN],
        heat=tuple(
            HeatLine(
                row.unit,
                row.forms[0],
                row.total,
                tuple(HeatCell(count, heat_of(count)) for count in row.counts[:_COLUMNS_SHOWN]),
            )
            for row in shown
        ),
        page=page,
        pages=pages,
        units_line=wording.UNITS.text(language, total=units),
        fewest=FEWEST_UNITS,
        export_link=export_link(state),
        notice_link=export_link(state, "notice.docx"),
    )


def heat_of(count: int) -> int:
    """0 for none, 4 for many."""
    return 0 if count <= 0 else 1 + sum(count > bound for bound in _HEATS)


def _phrase(phrase: Phrase, language: Language) -> PhraseLine:
    target = ""
    if phrase.target is not None and phrase.same_target > 1:
        target = wording.SAME_TARGET.text(language, target=phrase.target, count=phrase.same_target)
    names = "、".join(phrase.units[:_NAMES_SHOWN])
    count = len(phrase.units)
    first = f"{names} {wording.AND_MORE.text(language, count=count)}"
    folded = count > _NAMES_SHOWN
    kind = wording.IN_GOAL if phrase.is_goal else wording.IN_NAME
    return PhraseLine(
        text=phrase.text,
        kind=kind.text(language),
        units=count,
        target=target,
        first=first if folded else names,
        more="、".join(phrase.units) if folded else "",
    )
