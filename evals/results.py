"""The record of a run: what ran, on what, with what, and what each case counted."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from assistant.domain.frozen import Frozen
from evals.intervals import by_document
from evals.measures import Tally

FOLDER = Path(__file__).parent / "results"
RECORDED = FOLDER / "recorded.json"
"""The run that new ones are held against and that README quotes."""


class CaseResult(Frozen):
    """One case under one system.

    Attributes:
        suite: name of the suite.
        system: name of the system.
        case: name of the case.
        document: what the case is part of.
        split: development, or held out.
        tallies: hits and chances by measure.
        said: what was wrong, in words.
        unjudged: what could not be judged, and why.
        crash: how the system broke, or None.
    """

    suite: str
    system: str
    case: str
    document: str
    split: str
    tallies: dict[str, tuple[float, float]]
    said: tuple[str, ...] = ()
    unjudged: tuple[str, ...] = ()
    crash: str | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What names it in every run."""
        return self.suite, self.system, self.case


class ModelUsed(Frozen):
    """One model that answered.

    Attributes:
        name: name of the desk.
        model: provider and model.
        weights: SHA-256 of the weights, where they are ours to see.
        adapter: SHA-256 of the adapter, or None where there is none.
        answers: ``live`` or ``recorded``.
        recorded: when the answers were recorded, where they were.
        stale: the recording was made with other weights or another adapter than are here.
    """

    name: str
    model: str
    weights: str | None = None
    adapter: str | None = None
    answers: str
    recorded: str | None = None
    stale: bool = False


class About(Frozen):
    """What a run was made of.

    Attributes:
        commit: git commit, or None outside a checkout.
        dirty: files were changed and not committed.
        began: time of day in UTC.
        seconds: taken.
        fast: only the fast subset ran.
        machine: processor cores and Python.
        data: SHA-256 of each dataset.
        prompts: version of each prompt.
        rules: version of rules and word lists.
        models: who answered.
    """

    commit: str | None
    dirty: bool
    began: str
    seconds: float = 0.0
    fast: bool = False
    machine: str = ""
    data: dict[str, str] = {}
    prompts: dict[str, str] = {}
    rules: str = ""
    models: tuple[ModelUsed, ...] = ()


class Run(Frozen):
    """One run of the evals."""

    about: About
    results: tuple[CaseResult, ...]

    def of(self, suite: str, system: str, split: str | None = None) -> Iterator[CaseResult]:
        """The cases of one system of a suite, in the order in which they ran."""
        return (
            one
            for one in self.results
            if (one.suite, one.system) == (suite, system) and split in (None, one.split)
        )

    def systems(self, suite: str) -> tuple[str, ...]:
        """The systems that ran in a suite, in the order in which they ran."""
        return tuple(dict.fromkeys(one.system for one in self.results if one.suite == suite))


def clustered(results: Iterable[CaseResult], measure: str) -> dict[str, Tally]:
    """The tallies of one measure by document."""
    return by_document(
        (one.document, Tally(*one.tallies[measure])) for one in results if measure in one.tallies
    )


def save(run: Run, path: Path) -> None:
    """Write the run, one case a line, so that a change is one line in a diff."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f'{{"about": {_json(run.about.model_dump(mode="json"))},', '"results": [']
    cases = [_json(one.model_dump(mode="json", exclude_defaults=True)) for one in run.results]
    lines += [f"{case}," for case in cases[:-1]] + cases[-1:]
    path.write_text("\n".join([*lines, "]}", ""]), encoding="utf-8")


def load(path: Path) -> Run:
    """The run in a file.

    Raises:
        OSError: it cannot be read.
        ValidationError: it is no run.
    """
    return Run.model_validate_json(path.read_text(encoding="utf-8"))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
