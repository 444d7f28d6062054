"""How good suggestions are: share answered, harm done, figures made up, errors left."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from assistant.domain.edit import EditOp, apply_edits
from assistant.domain.finding import Finding, Severity, Suggestion, TargetReview
from assistant.domain.target import PerformanceTarget
from assistant.intake import read_file
from assistant.library import all_entries
from assistant.profiles import guess_profile
from assistant.review import (
    Settings,
    accept_all,
    answerable_errors,
    needs_fact,
    suggest_changes,
    supposed,
)
from assistant.review.desk import Desk
from assistant.review.model_rows import model_rows
from assistant.review.verify import keys_of
from assistant.validators import review_target
from evals.real_tables import FOLDER, load_real_tables

if TYPE_CHECKING:
    from assistant.llm.client import ModelClient

SEED = Path(__file__).parent / "documents" / "kaijiang-2023.md"
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_THRESHOLDS = {"90", "95", "100"}
"""Figures that the rules themselves name."""


class Measured(NamedTuple):
    """What came of the suggestions on some tables.

    Attributes:
        findings: all findings.
        facts: those that ask for a fact, left out of the share.
        answered: those with a verified suggestion.
        open: those that a change could answer, without one.
        shown: suggestions shown, further candidates included.
        harmful: shown suggestions that add a finding or leave theirs, by running the rules anew.
        invented: figures proposed that stand neither in the form, the library nor the rules.
        blanks: figures left to the unit.
        by_model: shown suggestions that a model worded.
        errors: errors before.
        left: answerable errors after accepting all.
        waiting: errors after accepting all that wait for a fact.
    """

    findings: int = 0
    facts: int = 0
    answered: int = 0
    open: int = 0
    shown: int = 0
    harmful: int = 0
    invented: int = 0
    blanks: int = 0
    by_model: int = 0
    errors: int = 0
    left: int = 0
    waiting: int = 0

    def plus(self, other: "Measured") -> "Measured":
        """Both together."""
        return Measured(*(one + more for one, more in zip(self, other, strict=True)))

    @property
    def share(self) -> float:
        """Share of answerable findings with a verified suggestion."""
        return self.answered / max(self.answered + self.open, 1)


def measure(target: PerformanceTarget, client: "ModelClient | None" = None) -> Measured:
    """One table."""
    settings = Settings(guess_profile(target))
    review = review_target(target, settings.profile)
    worded = None
    if client is not None:
        worded, _ = model_rows(review, Desk(target, settings.profile), client)
    suggested = suggest_changes(review, settings, worded=worded)
    shown = [(finding, one) for finding in suggested.findings for one in _all_of(finding)]
    answered = sum(finding.suggestion is not None for finding in suggested.findings)
    facts = sum(
        finding.suggestion is None and needs_fact(finding) for finding in suggested.findings
    )
    accepted = accept_all(target, settings)
    result = review_target(apply_edits(target, accepted.edits), settings.profile)
    left = len(answerable_errors(result))
    return Measured(
        findings=len(review.findings),
        facts=facts,
        answered=answered,
        open=len(review.findings) - answered - facts,
        shown=len(shown),
        harmful=sum(_harms(finding, one, review, settings) for finding, one in shown),
        invented=sum(_invents(one, target) for _, one in shown),
        blanks=sum("〔待填〕" in (one.after or "") for _, one in shown),
        by_model=sum(one.origin == "model" for _, one in shown),
        errors=review.summary.error,
        left=left,
        waiting=sum(f.severity is Severity.ERROR for f in result.findings) - left,
    )


def _all_of(finding: Finding) -> tuple[Suggestion, ...]:
    return (finding.suggestion, *finding.candidates) if finding.suggestion else ()


def _harms(finding: Finding, one: Suggestion, review: TargetReview, settings: Settings) -> bool:
    """Whether the rules, run anew, find that it adds something or leaves what it answers."""
    after = supposed(apply_edits(review.target, one.edits))
    now = review_target(after, settings.profile).findings
    before = [key for item in review.findings for key in keys_of(item)]
    keys = [key for item in now for key in keys_of(item)]
    bare = finding.model_copy(update={"suggestion": None, "candidates": ()})
    return bare in now or any(keys.count(key) > before.count(key) for key in set(keys))


def _invents(one: Suggestion, target: PerformanceTarget) -> bool:
    known = set(_FIGURE.findall(target.model_dump_json())) | _THRESHOLDS
    known |= {entry.value for entry in all_entries() if entry.value}
    values = [e.value for e in one.edits if e.op is EditOp.SET and e.field == "value"]
    values += [edit.row.value for edit in one.edits if edit.row is not None and edit.row.confirm]
    return any(set(_FIGURE.findall(value or "")) - known for value in values)


def report(
    tables: Iterable[tuple[str, PerformanceTarget]], client: "ModelClient | None" = None
) -> str:
    """Figures for each table and for all."""
    lines = ["table: answered/answerable, facts, shown (by model), harm, invented, errors → left"]
    total = Measured()
    for name, target in tables:
        found = measure(target, client)
        total = total.plus(found)
        lines.append(f"{name}: {_told(found)}")
    lines.append(f"all: {_told(total)}; share {total.share:.1%}; {total.blanks} blanks")
    return "\n".join(lines)


def _told(one: Measured) -> str:
    return (
        f"{one.answered}/{one.answered + one.open}, {one.facts}, {one.shown} ({one.by_model}), "
        f"{one.harmful}, {one.invented}, {one.errors} → {one.left} (+{one.waiting} waiting)"
    )


def some_tables(folder: Path = FOLDER) -> list[tuple[str, PerformanceTarget]]:
    """The sample, then the tables of a folder."""
    seed = read_file(SEED).targets[0]
    return [("seed", seed), *((table.name, table.target) for table in load_real_tables(folder))]
