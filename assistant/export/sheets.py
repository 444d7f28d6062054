"""Tables that stand beside a form in Word, Excel and Markdown: findings, sources of values."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from assistant.domain.finding import Suggestion
from assistant.domain.target import PerformanceTarget
from assistant.export import wording
from assistant.export.changes import edits_text
from assistant.export.form import printed
from assistant.export.layout import Look, Placed
from assistant.export.report import CardReport, DraftReport, TableReport
from assistant.messages import Language


class Sheet(NamedTuple):
    """A titled table, header row first.

    Attributes:
        title: what it is.
        rows: the header and the rows, every cell as text.
        widths: width of each column in half-width characters.
    """

    title: str
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]

    def noted(self, label: str, lines: Iterable[str]) -> "Sheet":
        """The table with ``lines`` under it, in its widest column."""
        widest = self.widths.index(max(self.widths))
        blank = [""] * len(self.widths)
        notes = [[label, *blank[1:widest], line, *blank[widest + 1 :]] for line in lines]
        return self._replace(rows=(*self.rows, *map(tuple, notes)))

    def cells(self) -> tuple[Placed, ...]:
        """The table as cells of a layout."""
        return tuple(
            Placed(row, column, 1, 1, text, Look.NOTE if row else Look.HEADER)
            for row, texts in enumerate(self.rows)
            for column, text in enumerate(texts)
        )


_FINDING_WIDTHS = (8, 18, 14, 72, 26, 30)
_FIXES_SHOWN = 3
_CHANGE_SHOWN = 160
_SOURCE_WIDTHS = (8, 20, 24, 60, 12)


def findings_sheet(
    cards: tuple[CardReport, ...], target: PerformanceTarget, language: Language
) -> Sheet:
    """One row a card: level, rule, rows, words and fixes, evidence, basis."""
    header = tuple(column.text(language) for column in wording.FINDING_COLUMNS)
    rows = (
        (
            wording.SEVERITIES[card.severity].text(language),
            f"{' '.join(card.codes)} {card.title}",
            wording.rows_text(card.rows, language),
            "\n".join(card_lines(card, target, language)),
            "\n".join(card.evidence),
            card.basis,
        )
        for card in cards
    )
    title = wording.FINDINGS_TITLE.text(language)
    return Sheet(title, (header, *rows), _FINDING_WIDTHS)


def sources_sheet(target: PerformanceTarget, language: Language) -> Sheet:
    """Where each drafted value comes from, and whether a person must still confirm it."""
    header = tuple(column.text(language) for column in wording.SOURCE_COLUMNS)
    rows = []
    for row in target.indicators:
        passport = row.provenance.get("value")
        rows.append(
            (
                row.id.removeprefix("I"),
                "".join(map(printed, (row.operator, row.value, row.unit))),
                wording.source_text(passport, language),
                printed(passport.quote) if passport else "",
                wording.TO_CONFIRM.text(language) if row.confirm else "",
            )
        )
    return Sheet(wording.SOURCES_TITLE.text(language), (header, *rows), _SOURCE_WIDTHS)


def card_lines(card: CardReport, target: PerformanceTarget, language: Language) -> Iterator[str]:
    """What a card says: each message once with its rows, then what could be done at once.

    Verified suggestions, where they were asked for, take the place of the rules' own fixes.
    """
    for message, rows in card.messages:
        place = wording.rows_text(rows, language) if rows and len(card.messages) > 1 else ""
        yield message if message.startswith(place) else f"{place}  {message}"
    if card.suggestions:
        yield from suggestion_lines(card.suggestions, language)
        return
    for offer, fixes in (
        (wording.SAFE_FIX, card.safe_fixes),
        (wording.OFFERED_FIX, card.offered_fixes),
    ):
        for fix in fixes[:_FIXES_SHOWN]:
            yield offer.text(language, change=edits_text(fix, target, language))
        if len(fixes) > _FIXES_SHOWN:
            yield wording.MORE_FIXES.text(language, count=len(fixes) - _FIXES_SHOWN)


def suggestion_lines(
    groups: tuple[tuple[Suggestion, ...], ...], language: Language
) -> Iterator[str]:
    """Each proposal as before and after, why, and what the unit must supply."""
    for number, group in enumerate(groups):
        for place, one in enumerate(group):
            if place and number:
                # The alternatives of the first row show what there is to choose from.
                break
            message = wording.ALTERNATIVE if place else wording.SUGGESTED
            yield message.text(language, change=_change(one), why=one.rationale)
            if place == 0:
                yield from (wording.SUPPLY.text(language, what=item) for item in one.supply)
                if one.platform:
                    yield wording.PLATFORM.text(language, advice=one.platform)


def _change(one: Suggestion) -> str:
    before = (one.before or "").replace("\n", "；")
    after = (one.after or "").replace("\n", "；")
    return f"{_cut(before)} → {_cut(after)}"


def _cut(text: str) -> str:
    return text if len(text) <= _CHANGE_SHOWN else f"{text[:_CHANGE_SHOWN]}…"


def profile_line(report: TableReport | DraftReport, language: Language) -> str:
    """Which local rules were used, and that they were guessed if they were."""
    message = wording.PROFILE_GUESSED if report.guessed else wording.PROFILE
    return message.text(language, name=report.profile)


def headline(target: PerformanceTarget, language: Language) -> str:
    """Unit, year and kind of a table."""
    return wording.TABLE.text(
        language,
        unit=target.unit.name or wording.NO_UNIT.text(language),
        year=target.year or "—",
        kind=target.project or target.kind or "",
    )


def size_line(target: PerformanceTarget, language: Language) -> str:
    """Number of rows and the sum of their weights."""
    weights = [row.weight for row in target.indicators if row.weight is not None]
    return wording.ROWS_AND_WEIGHTS.text(
        language, rows=len(target.indicators), weight=printed(sum(weights)) if weights else "—"
    )


def drafted_line(report: DraftReport, language: Language) -> str:
    """What drafting made and what it cost."""
    draft = report.draft
    return wording.DRAFTED.text(
        language,
        rows=len(draft.target.indicators),
        confirm=sum(row.confirm for row in draft.target.indicators),
        calls=draft.usage.calls,
        seconds=f"{draft.usage.seconds:.1f}",
    )
