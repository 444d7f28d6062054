"""Runs suites and gathers what came of them in one record."""

import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from evals.about import about
from evals.answers import Desk
from evals.harness import run_suite
from evals.results import Run
from evals.suite import Suite
from evals.suites import chat, drafts, intake, reviewer, rules, vague

SUITES: tuple[Suite, ...] = (
    intake.SUITE,
    rules.SUITE,
    drafts.SUITE,
    reviewer.SUITE,
    chat.SUITE,
    vague.SUITE,
)
"""Every suite, in the order of the report."""


def find_suites(names: Iterable[str]) -> tuple[Suite, ...]:
    """The suites of these names; all where none is named."""
    wanted = set(names)
    return tuple(suite for suite in SUITES if not wanted or suite.name in wanted)


def run_suites(
    suites: Sequence[Suite],
    desk: Desk,
    logs: Path,
    *,
    fast: bool = False,
    models: Sequence[str] | None = None,
) -> Run:
    """Run the suites one after the other.

    Args:
        suites: what to run.
        desk: who opens models.
        logs: folder of inspect-ai's logs.
        fast: only the fast subset: the first system of each suite, and no model.
        models: only the systems that ask one of these models; all systems if None.
    """
    head = about(fast=fast)
    began = time.perf_counter()
    results = [result for suite in suites for result in run_suite(suite, desk, logs, fast=fast)]
    seconds = round(time.perf_counter() - began, 1)
    return Run(
        about=head.model_copy(update={"seconds": seconds, "models": desk.used}),
        results=tuple(results),
    )
