"""The terminal: reports and tables as a person reads them, aligned for Chinese."""

from collections.abc import Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from assistant.domain.finding import Severity
from assistant.domain.indicator import Indicator
from assistant.domain.target import PerformanceTarget
from assistant.export import wording
from assistant.export.about import set_aside, summary_line, version_line
from assistant.export.form import printed
from assistant.export.inert import terminal_text
from assistant.export.prose import Prose
from assistant.export.report import (
    CardReport,
    DraftReport,
    Report,
    RuleReport,
    TableReport,
)
from assistant.export.sheets import card_lines, drafted_line, headline, profile_line, size_line
from assistant.messages import Language, Message

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
PLAIN_WIDTH = 100
"""Columns of text that goes to a file or a pipe."""
_QUOTE_SHOWN = 20


def report_view(report: Report, language: Language) -> RenderableType:
    """A review, file by file and table by table."""
    parts: list[RenderableType] = []
    for file, table in report.tables:
        parts += [Rule(_text(file.name), style="dim"), *_table_report(table, language)]
    if report.unread:
        parts.append(_heading(wording.UNREAD, language))
        parts += [_item(f"{file.name}：{file.message}", "red") for file in report.unread]
    return Group(*parts)


def draft_view(report: DraftReport, language: Language) -> RenderableType:
    """A drafted table with the findings under it."""
    draft = report.draft
    parts: list[RenderableType] = [
        _headline(draft.target, language),
        indicator_table(draft.target, language),
        Prose(drafted_line(report, language), "dim"),
        Prose(profile_line(report, language), "dim"),
    ]
    if draft.notes:
        parts += [_heading(wording.NOTES, language), *map(_item, draft.notes)]
    parts.append(_heading(wording.FINDINGS_TITLE, language))
    parts += [_card(card, draft.target, language) for card in report.cards]
    if not report.cards:
        parts.append(_text(wording.CLEAN.text(language), "green"))
    return Group(*parts)


def indicator_table(target: PerformanceTarget, language: Language) -> Table:
    """The rows of a table, the class written where it changes."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1), header_style="bold")
    number, level2, name, bound, weight, source = (
        message.text(language) for message in wording.INDICATOR_COLUMNS
    )
    table.add_column(number, justify="right", no_wrap=True)
    table.add_column(level2, min_width=8)
    table.add_column(name, ratio=3, overflow="fold")
    table.add_column(bound, min_width=8, overflow="fold")
    table.add_column(weight, justify="right", no_wrap=True)
    with_source = any(row.provenance or row.confirm for row in target.indicators)
    if with_source:
        table.add_column(source, ratio=2, overflow="fold")
    above = None
    for row in target.indicators:
        cells = _cells(row)
        table.add_row(*_first_of_class(cells, above), *([_source(row, language)] * with_source))
        above = cells[1].plain
    return table


def rules_view(rules: Sequence[RuleReport], language: Language) -> RenderableType:
    """All rules, one a line."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1), header_style="bold")
    for column in wording.RULE_COLUMNS:
        table.add_column(column.text(language), overflow="fold")
    for rule in rules:
        level = Text(wording.SEVERITIES[rule.severity].text(language), _STYLES[rule.severity])
        table.add_row(Text(rule.code, "bold"), level, _text(rule.title), Text(rule.name, "dim"))
    return table


def rule_page_view(rule: RuleReport) -> RenderableType:
    """The page of one rule."""
    return Prose(rule.page)


def plain_text(view: RenderableType) -> str:
    """``view`` as text for a file, without colours."""
    console = Console(width=PLAIN_WIDTH, no_color=True, force_terminal=False, record=False)
    with console.capture() as captured:
        console.print(view)
    return "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"


def _cells(row: Indicator) -> list[Text]:
    bound = "".join(map(printed, (row.operator, row.value, row.unit)))
    number, level2 = row.id.removeprefix("I"), row.level2 or row.level1 or ""
    return list(map(_text, (number, level2, row.name or "", bound, printed(row.weight))))


def _first_of_class(cells: Sequence[Text], above: str | None) -> list[Text]:
    number, level2, *others = cells
    return [number, Text() if level2.plain == above else level2, *others]


def _source(row: Indicator, language: Language) -> Text:
    text = Text()
    if row.confirm:
        text.append(f"{wording.TO_CONFIRM.text(language)} ", "yellow")
    passport = row.provenance.get("value")
    text.append(wording.source_text(passport, language), "dim")
    quote = terminal_text(passport.quote or "") if passport is not None else ""
    if quote:
        shown = quote if len(quote) <= _QUOTE_SHOWN else f"{quote[:_QUOTE_SHOWN]}…"
        text.append(f" “{shown}”", "dim")
    return text


def _table_report(table: TableReport, language: Language) -> Iterator[RenderableType]:
    review = table.review
    yield _headline(review.target, language)
    yield _text(f"{profile_line(table, language)}   {version_line(review, language)}", "dim")
    summary = summary_line(review, language)
    yield _text(summary, "bold" if review.findings else "green")
    if table.changes:
        yield _heading(wording.CHANGES, language)
        yield from (_item(change, "green") for change in table.changes)
    if review.target.problems:
        yield _heading(wording.PROBLEMS, language)
        yield from (_item(problem.message, "magenta") for problem in review.target.problems)
    yield from (_card(card, review.target, language) for card in table.cards)
    for title, lines in set_aside(review, language):
        yield _text(f"\n{title}", "bold")
        yield from (_item(line, "dim") for line in lines)
    if review.not_checked:
        yield _heading(wording.NOT_CHECKED, language)
        yield from (_item(f"{gap.code}  {gap.reason}", "dim") for gap in review.not_checked)
    if review.accept_all is not None:
        accepted = wording.ACCEPTED.text(language, **review.accept_all.summary.model_dump())
        yield _text(accepted, "bold")
    if review.questions:
        yield _heading(wording.QUESTIONS, language)
        yield from (_item(question.text) for question in review.questions)
    yield Text()
    if safe := sum(len(card.safe_fixes) for card in table.cards):
        yield Prose(wording.HINT_FIX.text(language, count=safe), "green")
    if table.guessed:
        yield Prose(wording.HINT_PROFILE.text(language), "dim")


def _headline(target: PerformanceTarget, language: Language) -> Text:
    line = _text(headline(target, language), "bold")
    return line.append(f"   {size_line(target, language)}", "not bold dim")


def _card(card: CardReport, target: PerformanceTarget, language: Language) -> RenderableType:
    style = _STYLES[card.severity]
    head = Text(f"\n{wording.SEVERITIES[card.severity].text(language)} ", style)
    head.append(f"{' '.join(card.codes)} ", "bold")
    head.append(card.title)
    head.append(f"  {wording.rows_text(card.rows, language)}", "bold")
    head.append(f"  {card.name}", "dim")
    lines = [Prose(line, indent=2) for line in card_lines(card, target, language)]
    return Group(head, *lines, Prose(wording.BASIS.text(language, basis=card.basis), "dim", 2))


def _heading(message: Message, language: Language) -> Text:
    return Text(f"\n{message.text(language)}", "bold")


def _item(text: str, style: str = "") -> RenderableType:
    return Prose(text, style, indent=2)


def _text(text: str, style: str = "") -> Text:
    """Text of unknown origin: never markup, never a control sequence."""
    return Text(terminal_text(text), style)
