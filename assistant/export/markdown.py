"""Markdown: the form as pipe tables that our own intake reads back, and reviews to send on."""

from collections.abc import Iterable, Iterator, Sequence

from assistant.domain.target import PerformanceTarget, TargetDocument
from assistant.export import wording
from assistant.export.about import set_aside, summary_line, version_line
from assistant.export.form import (
    GOAL_LABEL,
    NOTES_LABEL,
    TASKS_LABEL,
    Form,
    form_of,
)
from assistant.export.inert import markdown_text
from assistant.export.report import CardReport, DraftReport, Report
from assistant.export.sheets import (
    Sheet,
    card_lines,
    drafted_line,
    headline,
    profile_line,
    size_line,
    sources_sheet,
)
from assistant.messages import Language


def document_markdown(document: TargetDocument) -> str:
    """Every table of one file."""
    return "\n".join(form_markdown(target) for target in document.targets)


def form_markdown(target: PerformanceTarget) -> str:
    """One table with all that stands around it."""
    return "\n".join(_form(form_of(target)))


def review_markdown(report: Report, language: Language) -> str:
    """A review to send on: counts, cards, what could not be checked, then the form."""
    return "\n".join(_report(report, language))


def draft_markdown(report: DraftReport, language: Language) -> str:
    """A drafted form, where its values come from, and what the rules still say."""
    target = report.draft.target
    lines = [form_markdown(target), *_sheet(sources_sheet(target, language))]
    lines += [drafted_line(report, language), "", profile_line(report, language), ""]
    lines += _bullets(wording.NOTES.text(language), report.draft.notes)
    lines += [f"## {wording.FINDINGS_TITLE.text(language)}", ""]
    for card in report.cards:
        lines += _card(card, target, language)
    if not report.cards:
        lines += [wording.CLEAN.text(language), ""]
    return "\n".join(lines)


def table(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A pipe table whose first row is the header, and the blank line after it."""
    for number, cells in enumerate(rows):
        yield f"| {' | '.join(map(markdown_text, cells))} |"
        if number == 0:
            yield f"|{' --- |' * len(cells)}"
    yield ""


def _form(form: Form) -> Iterator[str]:
    yield f"## {form.title}"
    yield ""
    for label, text in form.facts:
        yield f"{label}：{markdown_text(text)}"
        yield ""
    if form.funding:
        yield from table(form.funding)
    if form.tasks:
        header, *rows = form.tasks
        yield from table([(TASKS_LABEL, *header), *(("", *row) for row in rows)])
    yield from table([(GOAL_LABEL, form.goal)])
    yield from table([form.columns, *form.rows])
    yield from table([(NOTES_LABEL, form.notes)])


def _report(report: Report, language: Language) -> Iterator[str]:
    yield f"# {wording.TITLE.text(language)}"
    yield ""
    for file, one in report.tables:
        target = one.review.target
        yield f"## {markdown_text(headline(target, language))}"
        yield ""
        yield f"{wording.FILE.text(language)}：{markdown_text(file.name)}"
        yield ""
        for line in (
            size_line(target, language),
            profile_line(one, language),
            version_line(one.review, language),
        ):
            yield markdown_text(line)
            yield ""
        yield f"**{summary_line(one.review, language)}**"
        yield ""
        yield from _bullets(wording.CHANGES.text(language), one.changes)
        problems = [problem.message for problem in target.problems]
        yield from _bullets(wording.PROBLEMS.text(language), problems)
        for card in one.cards:
            yield from _card(card, target, language)
        for title, waived in set_aside(one.review, language):
            yield from _bullets(title, waived or ("—",))
        if one.review.accept_all is not None:
            counts = one.review.accept_all.summary.model_dump()
            yield f"**{wording.ACCEPTED.text(language, **counts)}**"
            yield ""
        questions = [question.text for question in one.review.questions]
        yield from _bullets(wording.QUESTIONS.text(language), questions)
        gaps = [f"{gap.code} {gap.reason}" for gap in one.review.not_checked]
        yield from _bullets(wording.NOT_CHECKED.text(language), gaps)
        yield form_markdown(target)
    unread = [f"{file.name}：{file.message}" for file in report.unread]
    yield from _bullets(wording.UNREAD.text(language), unread)


def _card(card: CardReport, target: PerformanceTarget, language: Language) -> Iterator[str]:
    level = wording.SEVERITIES[card.severity].text(language)
    where = wording.rows_text(card.rows, language)
    yield f"### [{level}] {' '.join(card.codes)} {markdown_text(card.title)} · {where}"
    yield ""
    yield from (f"- {markdown_text(line)}" for line in card_lines(card, target, language))
    yield f"- {markdown_text(wording.BASIS.text(language, basis=card.basis))}"
    yield ""


def _bullets(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"**{title}**"
        yield ""
        yield from (f"- {markdown_text(line)}" for line in lines)
        yield ""


def _sheet(sheet: Sheet) -> Iterator[str]:
    yield f"## {sheet.title}"
    yield ""
    yield from table(sheet.rows)
