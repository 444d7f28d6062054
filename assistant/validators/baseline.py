"""Baselines: last year's findings by content, so that a bureau sees only what is new.

A finding is known by the words of its row, never by its number, so that rows may move; a table is
known by its unit and project, so that one file serves a county's forms.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from hashlib import sha256

from pydantic import Field, ValidationError

from assistant.domain.finding import Finding, TargetReview
from assistant.domain.frozen import Frozen
from assistant.domain.indicator import Indicator
from assistant.domain.quantity import normalise
from assistant.domain.target import PerformanceTarget
from assistant.exceptions import ConfigurationError
from assistant.messages import Language, Message, file_faults
from assistant.validators.engine import count
from assistant.validators.notices import N04, NOTICES
from assistant.validators.policy import basis_text

SCHEMA = "assistant/baseline/1"
"""Name and version of the file that holds baselines."""

_STALE = Message(
    zh="基线里有 {number} 处问题在本表已不存在（{codes}），请用本次结果更新基线。",
    en="{number} findings of the baseline are gone from this table ({codes}); refresh it.",
)
_UNREADABLE = Message(
    zh="基线文件有误（{details}）。请使用 review --write-baseline 写出的文件。",
    en="The baseline is wrong ({details}). Use a file that review --write-baseline wrote.",
)
_NAMES = ("level2", "name")
_MEASURES = ("operator", "value", "unit")
_MARKS = re.compile(r"[^\w%‰]+")
_YEAR = re.compile(r"20\d\d\s*年?度?")
_NOTICES = frozenset(notice.code for notice in NOTICES)


class Baseline(Frozen):
    """Findings already known of one table.

    Attributes:
        table: unit and project, by which the table is known again next year.
        known: fingerprint of a finding to the rule's code and how often it occurs.
        shared: several tables bear this name, so what one of them lacks may stand in another.
    """

    table: str = ""
    known: dict[str, tuple[str, int]] = {}
    shared: bool = False


class BaselineFile(Frozen):
    """The baselines of all tables of one review.

    Attributes:
        schema_name: what kind of file this is; the key in JSON is ``schema``.
        tables: one a name of table.
    """

    schema_name: str = Field(default=SCHEMA, alias="schema", pattern=f"^{SCHEMA}$")
    tables: tuple[Baseline, ...] = ()

    def of(self, target: PerformanceTarget) -> Baseline:
        """What is known of ``target``; nothing where the file has no such table."""
        table = table_name(target)
        return next((one for one in self.tables if one.table == table), Baseline(table=table))


def make_baseline(review: TargetReview) -> Baseline:
    """The findings of ``review`` as a baseline.

    Waived ones have their own record and stay out, and so does what is wrong with waivers and
    baselines themselves; what an older baseline knew and still occurs stays in.
    """
    rows = {row.id: row for row in review.target.indicators}
    prints = Counter(
        (fingerprint(finding, rows.get(finding.indicator or "")), finding.code)
        for finding in (*review.findings, *(review.known or ()))
        if finding.waiver is None and finding.code not in _NOTICES
    )
    known = {print_: (code, times) for (print_, code), times in sorted(prints.items())}
    return Baseline(table=table_name(review.target), known=known)


def apply_baseline(
    review: TargetReview,
    baseline: Baseline,
    language: Language = Language.CHINESE,
    *,
    ran: Collection[str] | None = None,
) -> TargetReview:
    """``review`` with what ``baseline`` knows set aside, and a notice where it is stale.

    Args:
        review: of one table.
        baseline: what is known of it.
        language: language of the notice.
        ran: codes of the rules that were run, all if None: others cannot tell what is gone.
    """
    rows = {row.id: row for row in review.target.indicators}
    left = {print_: times for print_, (_, times) in baseline.known.items()}
    new: list[Finding] = []
    known: list[Finding] = []
    for finding in review.findings:
        print_ = fingerprint(finding, rows.get(finding.indicator or ""))
        is_known = left.get(print_, 0) > 0
        if is_known:
            left[print_] -= 1
        (known if is_known and finding.waiver is None else new).append(finding)
    undecided = {gap.code for gap in review.not_checked}
    gone: Counter[str] = Counter()
    for print_, times in left.items():
        code = baseline.known[print_][0]
        if times > 0 and code not in undecided and (ran is None or code in ran):
            gone[code] += times
    if gone and not baseline.shared:
        new.append(_stale(gone, language))
    findings = tuple(new)
    return review.model_copy(
        update={"findings": findings, "known": tuple(known), "summary": count(findings)}
    )


def read_baseline(text: str) -> BaselineFile:
    """The baselines in a file that `baseline_text` wrote.

    Raises:
        ConfigurationError: it is no such file.
    """
    try:
        return BaselineFile.model_validate_json(text)
    except ValidationError as error:
        details = file_faults(error.errors())
        raise ConfigurationError(_UNREADABLE, details=details) from None


def baseline_text(reviews: Iterable[TargetReview]) -> str:
    """The findings of ``reviews`` as the text of a baseline file."""
    tables: dict[str, Baseline] = {}
    for baseline in map(make_baseline, reviews):
        other = tables.get(baseline.table)
        tables[baseline.table] = baseline if other is None else _joined(baseline, other)
    file = BaselineFile(tables=tuple(tables.values()))
    return file.model_dump_json(by_alias=True, indent=2) + "\n"


def table_name(target: PerformanceTarget) -> str:
    """Unit, kind and project of a table without the year, which changes from form to form."""
    parts = (target.unit.name, target.kind, target.project)
    return " ".join("".join(normalise(_YEAR.sub("", part)).split()) for part in parts if part)


def fingerprint(finding: Finding, row: Indicator | None) -> str:
    """What a finding is about, whatever the number of its row or the language of the run."""
    parts = [finding.code, finding.field or ""]
    if row is None:
        parts.append(finding.evidence)
    else:
        # A comma put right in a name makes no new trouble of an old one.
        parts += [_MARKS.sub("", getattr(row, field) or "") for field in _NAMES]
        parts += [str(getattr(row, field) or "") for field in _MEASURES]
    plain = "\x1f".join("".join(normalise(part).split()) for part in parts)
    return sha256(plain.encode()).hexdigest()[:16]


def _joined(one: Baseline, other: Baseline) -> Baseline:
    known = dict(one.known)
    for print_, (code, times) in other.known.items():
        known[print_] = (code, max(times, known.get(print_, (code, 0))[1]))
    return Baseline(table=one.table, known=known, shared=True)


def _stale(gone: Counter[str], language: Language) -> Finding:
    codes = "、".join(sorted(gone))
    return Finding(
        code=N04.code,
        name=N04.name,
        severity=N04.severity,
        message=_STALE.text(language, number=gone.total(), codes=codes),
        evidence=codes,
        basis=basis_text(N04.basis, language),
        head=N04.head,
    )
