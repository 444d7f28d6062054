"""What a person wants to see of a table at one glance: weights by class, tasks covered, letters."""

from decimal import Decimal
from typing import NamedTuple

from assistant.app.local_rules import choose_profile
from assistant.domain.coverage import CoveredTask
from assistant.domain.finding import TargetReview
from assistant.domain.target import PerformanceTarget
from assistant.drafting.smart import lost_letters
from assistant.review.coverage import coverage_of
from assistant.validators.context import RuleContext
from assistant.validators.levels import Level1
from assistant.validators.totals import norm_shares, weight_sum


class ClassWeight(NamedTuple):
    """One level-1 class (一级指标).

    Attributes:
        level1: its name; empty for rows whose class cannot be told.
        rows: how many rows it has.
        points: the sum of their weights.
        norm: points that the local rules expect of it, or None where they expect none.
    """

    level1: str
    rows: int
    points: Decimal
    norm: Decimal | None


class Overview(NamedTuple):
    """The whole table at one glance.

    Attributes:
        classes: weights by class, in the order of the catalogue.
        points: the sum of all weights, as the rules count it.
        total: what it must be.
        tasks: every annual task with the rows that measure it.
        lost: by row, then by SMART letter, the rules that took the letter.
    """

    classes: tuple[ClassWeight, ...]
    points: Decimal
    total: Decimal
    tasks: tuple[CoveredTask, ...]
    lost: dict[str, dict[str, tuple[str, ...]]]


def overview_of(review: TargetReview, profile_name: str) -> Overview:
    """The glance at a reviewed table.

    Raises:
        ConfigurationError: there is no such profile.
    """
    target = review.target
    profile = choose_profile(profile_name, target).profile
    context = RuleContext(target, profile)
    return Overview(
        classes=_classes(context),
        points=weight_sum(context),
        total=profile.weight_total,
        tasks=_tasks(target, coverage_of(target, profile).tasks),
        lost=lost_letters(review.findings),
    )


def _classes(context: RuleContext) -> tuple[ClassWeight, ...]:
    total = context.profile.weight_total
    norms: dict[Level1 | None, Decimal] = {
        level: share * total / 100 for level, share in norm_shares(context).items()
    }
    present = {row.level1 for row in context.rows}
    return tuple(
        ClassWeight(
            level1=level.value if level else "",
            rows=sum(row.level1 is level for row in context.rows),
            points=sum(
                (row.weight or Decimal(0) for row in context.rows if row.level1 is level),
                Decimal(0),
            ),
            norm=round(norms[level], 1) if level in norms else None,
        )
        for level in (*Level1, None)
        if level in norms or level in present
    )


def _tasks(target: PerformanceTarget, tasks: tuple[CoveredTask, ...]) -> tuple[CoveredTask, ...]:
    """What the drafter itself said that a row measures counts beside what the words show."""
    said: dict[str, list[str]] = {}
    for row in target.indicators:
        for task in row.tasks:
            said.setdefault(task, []).append(row.id)
    return tuple(
        task.model_copy(update={"rows": tuple(dict.fromkeys((*task.rows, *said.get(task.id, ()))))})
        for task in tasks
    )
