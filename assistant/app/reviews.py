"""Reviewing files: every table of every file, one bad file never hiding the others."""

import logging
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from assistant.app.documents import parse_document
from assistant.app.local_rules import AUTO, ChosenProfile, choose_profile
from assistant.app.rulebook import check_rule, explain_rule
from assistant.domain.edit import Edit, apply_edits
from assistant.domain.finding import Applicability, Finding, Suggestion, TargetReview
from assistant.domain.target import PerformanceTarget, TargetDocument
from assistant.domain.waiver import Waiver
from assistant.exceptions import AssistantError
from assistant.export.changes import edit_text
from assistant.export.report import CardReport, ReviewedFile, TableReport, UnreadFile
from assistant.messages import Language, Message
from assistant.profiles import load_profile
from assistant.validators import (
    BaselineFile,
    Card,
    apply_baseline,
    cards_of,
    choose_rules,
    review_target,
    safe_fixes,
)

if TYPE_CHECKING:
    from assistant.llm.source import RowSource

_LOG = logging.getLogger(__name__)
_BROKEN = Message(
    zh="程序处理它时出错（{error}），这是程序的缺陷，不是文件的问题；详情见日志，请反馈。",
    en="the program failed on it ({error}): a bug of ours, not of the file; the log has details.",
)
_MAX_FIX_ROUNDS = 5


class ReviewOptions(NamedTuple):
    """How to review.

    Attributes:
        profile: local rule settings by name or path, or ``auto``.
        select: codes, readable names or groups of the rules to run; all if empty.
        ignore: those to leave out.
        fix: apply safe fixes first, and review what comes of it.
        suggest: offer changes that the rules have been run on.
        language: language of the report.
        waivers: findings that people have accepted, besides those that a table carries itself.
        baseline: findings already known; only what is new is reported.
        client: a model that may add remarks and wordings; None for rules alone.
    """

    profile: str = AUTO
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fix: bool = False
    suggest: bool = False
    language: Language = Language.CHINESE
    waivers: tuple[Waiver, ...] = ()
    baseline: BaselineFile | None = None
    client: "RowSource | None" = None


class _Fixed(NamedTuple):
    review: TargetReview
    changes: tuple[str, ...]


def review_documents(
    paths: Iterable[Path],
    options: ReviewOptions,
    *,
    parse: Callable[[Path], TargetDocument] = parse_document,
) -> Iterator[ReviewedFile | UnreadFile]:
    """One report a file, as each is done.

    Args:
        paths: the files.
        options: how to review.
        parse: how a path becomes a document.

    Raises:
        InputError: ``select`` or ``ignore`` names a rule that does not exist.
        ConfigurationError: the profile is unknown or not valid.
    """
    check_options(options)
    return (_review_file(path, options, parse) for path in paths)


def check_options(options: ReviewOptions) -> None:
    """Refuse options that no file could be reviewed with.

    Raises:
        InputError: ``select``, ``ignore`` or a waiver names a rule that does not exist.
        ConfigurationError: the profile is unknown or not valid.
    """
    for key in (*options.select, *options.ignore):
        check_rule(key, options.language)
    for waiver in options.waivers:
        explain_rule(waiver.code, options.language)
    if options.profile != AUTO:
        load_profile(options.profile)


def review_table(target: PerformanceTarget, options: ReviewOptions) -> TableReport:
    """The report of one table."""
    chosen = choose_profile(options.profile, target)
    review, changes = _review(target, chosen, options)
    failure = None
    if options.suggest:
        from assistant.app.suggestions import with_suggestions

        review, failure = with_suggestions(
            review,
            chosen.profile,
            ignore=options.ignore,
            waivers=options.waivers,
            language=options.language,
            client=options.client,
        )
    if options.client is not None and failure is None:
        from assistant.review.semantic import review_meaning

        review, _, failure = review_meaning(review, options.client, language=options.language)
    return TableReport(
        review=review,
        cards=cards_report(review, options.language),
        profile=chosen.title(options.language),
        guessed=chosen.guessed,
        changes=changes,
        model_failure=failure,
    )


def cards_report(review: TargetReview, language: Language) -> tuple[CardReport, ...]:
    """The findings of ``review`` as people read them."""
    shown: list[tuple[Edit, ...]] = []
    return tuple(_card_report(card, language, shown) for card in cards_of(review))


def _review_file(
    path: Path, options: ReviewOptions, parse: Callable[[Path], TargetDocument]
) -> ReviewedFile | UnreadFile:
    try:
        document = parse(path)
        tables = tuple(review_table(target, options) for target in document.targets)
    except AssistantError as error:
        return UnreadFile(str(path), error.text(options.language))
    except Exception as error:  # one file that trips us must not take forty others with it
        _LOG.exception("review of one file failed")
        message = _BROKEN.text(options.language, error=type(error).__name__)
        return UnreadFile(str(path), message, ours=True)
    return ReviewedFile(str(path), tables)


def _review(target: PerformanceTarget, chosen: ChosenProfile, options: ReviewOptions) -> _Fixed:
    """The review, after safe fixes where they are asked for; a fix may make room for the next."""
    changes: list[str] = []
    for _ in range(_MAX_FIX_ROUNDS):
        review = review_target(
            target,
            chosen.profile,
            select=options.select,
            ignore=options.ignore,
            waivers=options.waivers,
            drafted=target.drafted,
            language=options.language,
        )
        edits = safe_fixes(review) if options.fix else ()
        if not edits:
            break
        for edit in edits:
            changes.append(edit_text(edit, target, options.language))
            target = apply_edits(target, (edit,))
    return _Fixed(_less_known(review, options), tuple(changes))


def _less_known(review: TargetReview, options: ReviewOptions) -> TargetReview:
    """``review`` without what its baseline has."""
    if options.baseline is None:
        return review
    known = options.baseline.of(review.target)
    ran = {rule.code for rule in choose_rules(options.select, options.ignore)}
    return apply_baseline(review, known, options.language, ran=ran)


def _card_report(card: Card, language: Language, shown: list[tuple[Edit, ...]]) -> CardReport:
    findings = (*card.findings, *card.companions)
    return CardReport(
        codes=card.codes,
        name=card.name,
        title=card.title(language),
        severity=card.severity,
        rows=card.rows,
        messages=card.messages,
        evidence=tuple(dict.fromkeys(finding.evidence for finding in findings)),
        basis=card.basis,
        safe_fixes=_fixes(findings, Applicability.SAFE),
        offered_fixes=_fixes(findings, Applicability.CONFIRM),
        suggestions=_suggestions(findings, shown),
    )


def _fixes(
    findings: Iterable[Finding], applicability: Applicability
) -> tuple[tuple[Edit, ...], ...]:
    fixes: list[tuple[Edit, ...]] = []
    for finding in findings:
        fix = finding.fix
        if fix is not None and fix.applicability is applicability and fix.edits not in fixes:
            fixes.append(fix.edits)
    return tuple(fixes)


def _suggestions(
    findings: Iterable[Finding], shown: list[tuple[Edit, ...]]
) -> tuple[tuple[Suggestion, ...], ...]:
    """The proposals of each finding, best first; those on an earlier card are not said again."""
    groups: list[tuple[Suggestion, ...]] = []
    for finding in findings:
        first = finding.suggestion
        if first is not None and first.edits not in shown:
            shown.append(first.edits)
            groups.append((first, *finding.candidates))
    return tuple(groups)
