"""A suite run by inspect-ai: its cases as the dataset, a system as the solver, one dict scorer.

inspect-ai runs the cases, keeps the log of each and shows it (``inspect view``). What it would
drop, we count: a system that breaks is caught here, fails in every figure that its case has a
chance in, and is named apart.
"""

import gc
import os
import time
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

# Before the import: no provider of inspect-ai's own may ever be called.
os.environ["INSPECT_DISABLE_MODEL_API"] = "1"

from inspect_ai import Task
from inspect_ai import eval as run_tasks
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.log import EvalLog
from inspect_ai.scorer import (
    Metric,
    SampleScore,
    Score,
    Scorer,
    Target,
    Value,
    metric,
    scorer,
)
from inspect_ai.solver import Generate, Solver, TaskState, solver

from evals.answers import Desk
from evals.intervals import by_document, ratio
from evals.measures import CRASH, SECONDS, Measure, Tally
from evals.results import CaseResult
from evals.suite import EvalCase, Scored, Suite, System


def run_suite(
    suite: Suite,
    desk: Desk,
    logs: Path,
    *,
    fast: bool = False,
    models: Sequence[str] | None = None,
) -> list[CaseResult]:
    """Every system on every case, logged under ``logs``.

    Args:
        suite: what to run.
        desk: who opens models.
        logs: folder of inspect-ai's logs.
        fast: only the fast subset of the cases, and the first system alone.
        models: run only the systems that ask one of these; all that can run if None.
    """
    results: list[CaseResult] = []
    for system in suite.systems:
        wanted = models is None or system.desk in models
        # The first system is the product without a model, which is what the gate watches.
        slow = fast and system is not suite.systems[0]
        if not wanted or slow or (system.desk and not desk.has(system.desk)):
            continue
        cases = list(suite.cases(fast))[: system.most]
        if not cases:
            continue
        log = _logged(_task(suite, system, cases, desk), logs)
        results += _results(log, suite, system, cases)
    return results


def _logged(task: Task, logs: Path) -> EvalLog:
    """The log of one task, run by inspect-ai with no model of its own and nothing on screen."""
    with warnings.catch_warnings():
        # It leaves streams of its event bus to the garbage collector, which would complain of
        # them later, in the middle of something else.
        warnings.filterwarnings("ignore", "Unclosed <MemoryObject", ResourceWarning)
        (log,) = run_tasks(
            task,
            model=None,
            log_dir=str(logs),
            display="none",
            ctl_server=False,
            log_realtime=False,
            score_display=False,
            max_samples=1,
        )
        gc.collect()
    return log


class _Answered(NamedTuple):
    """What came of one case before it is scored."""

    text: str = ""
    crash: str | None = None
    seconds: float = 0.0
    recorded: float = 0.0


def _task(suite: Suite, system: System, cases: Sequence[EvalCase], desk: Desk) -> Task:
    samples = [
        Sample(
            id=case.name,
            input=case.name,
            metadata={"document": case.document, "split": case.split},
        )
        for case in cases
    ]
    by_name = {case.name: case for case in cases}
    return Task(
        name=f"{suite.name}-{system.name}",
        dataset=MemoryDataset(samples, name=suite.name),
        solver=_solver(system, by_name, desk),
        scorer=_scorer(suite, by_name),
    )


def _solver(system: System, cases: Mapping[str, EvalCase], desk: Desk) -> Solver:
    @solver(name=system.name)
    def answering() -> Solver:
        async def solve(state: TaskState, generate: Generate) -> TaskState:
            answered = _answered(system, cases[str(state.sample_id)], desk)
            state.output.completion = answered.text
            state.metadata |= answered._asdict() | {"text": None}
            return state

        return solve

    return answering()


def _answered(system: System, case: EvalCase, desk: Desk) -> _Answered:
    """The answer, or how the system broke; also what no recording knows is a failure."""
    waited, missing = desk.recorded_seconds, len(desk.missing)
    began = time.perf_counter()
    text, crash = "", None
    try:
        text = system.answer(case, desk)
    except Exception as error:  # whatever it is, it is the system's failure, not the harness's
        crash = f"{type(error).__name__}: {error}"
    seconds = round(time.perf_counter() - began, 4)
    if new := desk.missing[missing:]:
        crash = f"没有录下的回答 not recorded: {'; '.join(dict.fromkeys(new))}"
    return _Answered(text, crash, seconds, desk.recorded_seconds - waited)


def _scorer(suite: Suite, cases: Mapping[str, EvalCase]) -> Scorer:
    metrics: Any = {m.key: [_share(m), _interval(m)] for m in suite.printed}

    @scorer(name=suite.name, metrics=metrics)
    def scoring() -> Scorer:
        async def score(state: TaskState, target: Target) -> Score:
            scored, crash = _judged(suite, cases[str(state.sample_id)], state)
            return Score(
                # inspect-ai counts NaN as not judged, which is what a case without chances is.
                value={m.key: _value(scored.tallies.get(m.key)) for m in suite.printed},
                answer=state.output.completion[:200],
                explanation="\n".join((*scored.said, *scored.unjudged)) or "ok",
                metadata={
                    "tallies": {key: list(tally) for key, tally in scored.tallies.items()},
                    "said": list(scored.said),
                    "unjudged": list(scored.unjudged),
                    "crash": crash,
                },
            )

        return score

    return scoring()


def _judged(suite: Suite, case: EvalCase, state: TaskState) -> tuple[Scored, str | None]:
    crash: str | None = state.metadata["crash"]
    scored = Scored({})
    if crash is None:
        try:
            scored = suite.score(case, state.output.completion)
        except Exception as error:  # an answer that cannot even be scored is a broken one
            crash = f"{type(error).__name__}: {error}"
    if crash is not None:
        scored = Scored(suite.failed(case), (crash,))
    # An answer played back took the time that it took when it was recorded.
    seconds = state.metadata["recorded"] or state.metadata["seconds"]
    always = {SECONDS.key: Tally(seconds, 1), CRASH.key: Tally(crash is not None, 1)}
    return scored._replace(tallies={**scored.tallies, **always}), crash


def _value(tally: Tally | None) -> float:
    return tally.hits / tally.chances if tally and tally.chances else float("nan")


def _clustered(scores: list[SampleScore], key: str) -> dict[str, Tally]:
    return by_document(
        ((one.sample_metadata or {})["document"], Tally(*found[key]))
        for one in scores
        if key in (found := (one.score.metadata or {})["tallies"])
    )


def _share(measure: Measure) -> Metric:
    @metric(name="ratio")
    def pooled() -> Metric:
        def figure(scores: list[SampleScore]) -> float:
            found = ratio(_clustered(scores, measure.key), measure.kind)
            return found.value if found else float("nan")

        return figure

    return pooled()


def _interval(measure: Measure) -> Metric:
    @metric(name="interval")
    def bounds() -> Metric:
        def figure(scores: list[SampleScore]) -> Value:
            found = ratio(_clustered(scores, measure.key), measure.kind)
            nothing = float("nan")
            lower, upper = (found.lower, found.upper) if found else (nothing, nothing)
            return {"lower": lower, "upper": upper}

        return figure

    return bounds()


def _results(
    log: EvalLog, suite: Suite, system: System, cases: Sequence[EvalCase]
) -> list[CaseResult]:
    if log.status != "success" or log.samples is None:
        raise RuntimeError(
            f"{suite.name}/{system.name}: {log.error.message if log.error else log.status}"
        )
    by_name = {case.name: case for case in cases}
    results = []
    for sample in log.samples:
        case = by_name[str(sample.id)]
        kept = (sample.scores or {})[suite.name].metadata or {}
        results.append(
            CaseResult(
                suite=suite.name,
                system=system.name,
                case=case.name,
                document=case.document,
                split=case.split,
                **kept,
            )
        )
    return results
