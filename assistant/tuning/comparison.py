"""The drafters side by side, on held-out sectors and on the cases by hand."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from assistant.exceptions import ConfigurationError
from assistant.settings import Settings
from assistant.tuning.asking import DeterministicDrafter, Drafter, model_inside
from assistant.tuning.changes import (
    EDIT_GOALS,
    GOAL_GOALS,
    REPAIR_GOALS,
    ChangeQuestion,
    Changer,
    DeterministicChanger,
    ModelChanger,
    held_out_changes,
    score_changes,
)
from assistant.tuning.examples.example import Example, Job, Split
from assistant.tuning.memory import peak_memory
from assistant.tuning.plan import TrainingPlan
from assistant.tuning.runs import read_card, write_card
from assistant.tuning.score import Goals, Question, Tally, by_hand, held_out, score, table

_HELD_OUT = {
    Job.OUTPUTS: "留出行业，产出行 held-out sectors, outputs",
    Job.EFFECTS: "留出行业，效益、满意度、成本行 held-out sectors, effects",
    Job.REPAIR: "留出行业，改写空泛的行 held-out sectors, repair",
    Job.EDITS: "留出行业，对话修改 held-out sectors, edits",
    Job.GOAL: "留出行业，总体目标 held-out sectors, goal",
}
_BY_HAND = {
    Job.OUTPUTS: "手写样例，产出行 by hand, outputs",
    Job.EFFECTS: "手写样例，效益、满意度、成本行 by hand, effects",
    Job.REPAIR: "手写样例，改写空泛的行 by hand, repair",
    Job.EDITS: "手写样例，对话修改 by hand, edits",
}
_GOALS: dict[Job, Goals] = {
    Job.REPAIR: REPAIR_GOALS,
    Job.EDITS: EDIT_GOALS,
    Job.GOAL: GOAL_GOALS,
}
_MEMORY = "整个进程的内存峰值 peak memory of the whole process"
RULES, BARE, TUNED = "规则 no model", "少样本 bare model", "适配器 adapter"

BARE_QUESTIONS = 8
"""Questions of a set that the bare model is asked: its answers are long, and soon tell enough."""


class Files(NamedTuple):
    """The adapters that are compared: of all jobs, and of its own for effects."""

    adapter: Path
    effects: Path | None = None


class Comparison(NamedTuple):
    """Tallies by set of questions and drafter; peak memory by what was loaded, in mebibytes."""

    tallies: dict[str, dict[str, Tally]]
    sizes: dict[str, int]
    memory: dict[str, int | None]

    @property
    def report(self) -> str:
        """A table for each set of questions, and what memory serving takes."""
        parts = [
            f"### {name} ({self.sizes[name]})\n\n{table(tallies)}"
            for name, tallies in self.tallies.items()
        ]
        told = (f"| {name} | {size or '-'} |" for name, size in self.memory.items())
        head = f"### {_MEMORY}\n\n| 载入 loaded | MiB |\n|---|---|"
        return "\n\n".join((*parts, "\n".join((head, *told))))


class _Sets(NamedTuple):
    """What is asked, by title: rows for tasks, and changes of tables with their measures."""

    rows: dict[str, list[Question]]
    changes: dict[str, tuple[list[ChangeQuestion], Goals]]

    def first(self, most: int) -> "_Sets":
        """The first ``most`` questions of each set."""
        return _Sets(
            {name: questions[:most] for name, questions in self.rows.items()},
            {name: (asked[:most], goals) for name, (asked, goals) in self.changes.items()},
        )


def compare(
    settings: Settings,
    examples: Sequence[Example],
    split: Split,
    most: int,
    files: Files,
    changes_by_hand: Mapping[Job, Sequence[ChangeQuestion]] | None = None,
) -> Comparison:
    """Score no model, the bare model and, where the adapter is there, the tuned one.

    Cases by hand belong to the last word: they are left out where runs are chosen between.

    Args:
        settings: where the model lies.
        examples: the sets of rows come out of them; a job that they lack is not asked.
        split: which sectors.
        most: questions of each job.
        files: the adapters.
        changes_by_hand: questions of the other jobs that somebody wrote.

    Raises:
        ConfigurationError: the ``embedded`` extra is missing or the model cannot be loaded.
    """
    sets = _sets(examples, split, most, changes_by_hand or {})
    tallies: dict[str, dict[str, Tally]] = {name: {} for name in (*sets.rows, *sets.changes)}
    _score_all(tallies, sets, RULES, DeterministicDrafter(), DeterministicChanger())
    with model_inside(settings, None) as bare:
        few = sets.first(BARE_QUESTIONS)
        _score_all(tallies, few, BARE, bare, ModelChanger(bare.client))
    if files.adapter.is_file():
        with model_inside(settings, files.adapter, effects=files.effects) as tuned:
            _score_all(tallies, sets, TUNED, tuned, ModelChanger(tuned.client))
    sizes = {name: len(asked) for name, asked in sets.rows.items()}
    sizes |= {name: len(asked) for name, (asked, _) in sets.changes.items()}
    return Comparison(tallies, sizes, _memory(settings, files))


def _memory(settings: Settings, files: Files) -> dict[str, int | None]:
    """The peak of a process of its own for each way of loading."""
    peaks = {"模型 model alone": peak_memory(settings.home, None)}
    if files.adapter.is_file():
        name = "模型、适配器 model and adapter"
        peaks[name] = peak_memory(settings.home, files.adapter)
        if files.effects is not None and files.effects.is_file():
            name = "模型、两个适配器 model and both adapters"
            peaks[name] = peak_memory(settings.home, files.adapter, files.effects)
    return peaks


def _sets(
    examples: Sequence[Example],
    split: Split,
    most: int,
    changes_by_hand: Mapping[Job, Sequence[ChangeQuestion]],
) -> _Sets:
    jobs = {example.job for example in examples}
    questions = held_out(examples, split, most)
    rows = {
        _HELD_OUT[job]: [question for question in questions if question.job is job]
        for job in (Job.OUTPUTS, Job.EFFECTS)
        if job in jobs
    }
    drawn = held_out_changes(TrainingPlan().seed, split, most)
    changes = {_HELD_OUT[job]: (drawn[job], _GOALS[job]) for job in drawn if job in jobs}
    if split is Split.SCORE:
        rows |= {_BY_HAND[job]: by_hand(job) for job in (Job.OUTPUTS, Job.EFFECTS) if job in jobs}
        written = ((job, list(asked)) for job, asked in changes_by_hand.items() if asked)
        changes |= {_BY_HAND[job]: (asked, _GOALS[job]) for job, asked in written}
    return _Sets(rows, changes)


def _score_all(
    tallies: dict[str, dict[str, Tally]],
    sets: _Sets,
    name: str,
    drafter: Drafter,
    changer: Changer,
) -> None:
    for which, questions in sets.rows.items():
        tallies[which][name] = score(drafter, questions)
    for which, (asked, goals) in sets.changes.items():
        tallies[which][name] = score_changes(changer, asked, goals)


def recorded(run: Path, adapter: Path, comparison: Comparison) -> bool:
    """Note the scores in the run's card; False where the adapter scored is not that run's."""
    try:
        card = read_card(run)
    except ConfigurationError:
        return False
    if not adapter.is_file():
        return False
    if hashlib.sha256(adapter.read_bytes()).hexdigest() != card.adapter_sha256:
        return False
    scores = {
        f"{which} / {name}": tally.shown()
        for which, tallies in comparison.tallies.items()
        for name, tally in tallies.items()
    }
    write_card(run, card.model_copy(update={"scores": scores}))
    return True
