"""What a report says beside its findings: the rules' version, and what people set aside."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from assistant.domain.finding import Finding, TargetReview
from assistant.domain.waiver import Waiver
from assistant.export import wording
from assistant.export.report import TableReport
from assistant.export.sheets import profile_line
from assistant.messages import Language


class SetAside(NamedTuple):
    """Findings that are not counted, and who says so.

    Attributes:
        title: how many, and why.
        lines: each decision once, with its rows.
    """

    title: str
    lines: tuple[str, ...]


def version_line(review: TargetReview, language: Language) -> str:
    """By which rules and wording lists the table was judged."""
    return wording.RULES_VERSION.text(language, version=review.rules_version or "—")


def summary_line(review: TargetReview, language: Language) -> str:
    """How many findings stand; a table whose findings are all set aside is not called clean."""
    if any(review.summary.model_dump().values()) or not (review.findings or review.known):
        return wording.summary_text(review.summary, language)
    return wording.ALL_SET_ASIDE.text(language)


def set_aside(review: TargetReview, language: Language) -> Iterator[SetAside]:
    """What was waived, by whom, why and until when; then what the baseline already had."""
    waived = [finding for finding in review.findings if finding.waiver is not None]
    if waived:
        title = wording.WAIVED.text(language, count=len(waived))
        yield SetAside(title, tuple(_decisions(waived, language)))
    if review.known is not None:
        title = wording.KNOWN.text(language, count=len(review.known))
        codes = dict.fromkeys(finding.code for finding in review.known)
        yield SetAside(title, tuple(_known(code, review.known, language) for code in codes))


def about_lines(table: TableReport, language: Language) -> Iterator[str]:
    """All of it as plain lines, for formats that have no lists."""
    yield profile_line(table, language)
    yield version_line(table.review, language)
    for title, lines in set_aside(table.review, language):
        yield title
        yield from lines


def _decisions(waived: Iterable[Finding], language: Language) -> Iterator[str]:
    groups: dict[tuple[str, Waiver], list[Finding]] = {}
    for finding in waived:
        if finding.waiver is not None:
            # One decision on many rows is one line.
            decision = finding.waiver.model_copy(update={"indicator": None})
            groups.setdefault((finding.code, decision), []).append(finding)
    for (code, decision), findings in groups.items():
        until = wording.UNTIL if decision.expires else wording.NO_END
        yield wording.DECISION.text(
            language,
            code=code,
            where=_rows(findings, language),
            who=decision.who,
            reason=decision.reason,
            until=until.text(language, day=decision.expires or ""),
        )


def _known(code: str, known: Iterable[Finding], language: Language) -> str:
    return f"{code} {_rows((finding for finding in known if finding.code == code), language)}"


def _rows(findings: Iterable[Finding], language: Language) -> str:
    rows = dict.fromkeys(finding.indicator for finding in findings if finding.indicator)
    return wording.rows_text(tuple(rows), language)
