"""The model inside, tuned and bare, beside the draft that needs no model."""

import hashlib
import json
from pathlib import Path
from typing import NamedTuple

from assistant.domain.edit import EditOp
from assistant.llm.embedded.server import ADAPTER, EFFECTS_ADAPTER
from assistant.profiles import guess_profile
from assistant.settings import Settings
from assistant.tuning.changes import ChangeQuestion, EditQuestion, RepairQuestion
from assistant.tuning.comparison import Comparison, Files, compare
from assistant.tuning.examples.dataset import make_examples
from assistant.tuning.examples.example import Job, Split
from assistant.tuning.plan import TrainingPlan
from assistant.validators import review_target
from evals.about import about
from evals.datasets.cases import Split as CaseSplit
from evals.datasets.instructions import (
    Expected,
    Instruction,
    load_instruction_tables,
    load_instructions,
)
from evals.datasets.vague_rows import VagueRow, load_vague_rows
from evals.results import FOLDER

QUESTIONS = 32
"""Held-out questions of each job; with the cap on the bare model's all take some ten minutes."""
CHANGES_BY_HAND = 16
"""Hand-written questions of each job that changes a table; all of them have suites of their own."""
RECORD = FOLDER / "embedded.json"
# What is scored does not depend on how many examples there are to train with.
_ENOUGH = 200
_LEARNT_FIELDS = ("name", "operator", "value", "unit", "weight")


class Compared(NamedTuple):
    """The drafters side by side.

    Attributes:
        comparison: figures by set of questions and drafter.
        adapter: SHA-256 of the adapter that was scored, or None where there is none.
        effects: the same of the one for effects alone.
    """

    comparison: Comparison
    adapter: str | None
    effects: str | None

    @property
    def text(self) -> str:
        """The tables, and a line where there is no adapter."""
        without = "" if self.adapter else "\n\n没有训练好的适配器 no adapter.gguf"
        return self.comparison.report + without


def report(
    settings: Settings,
    questions: int = QUESTIONS,
    adapter: Path = ADAPTER,
    effects: Path = EFFECTS_ADAPTER,
) -> Compared:
    """Score the drafters on the sectors and the cases that were never trained on.

    Raises:
        ConfigurationError: the ``embedded`` extra is missing.
    """
    examples, _ = make_examples(TrainingPlan().seed, _ENOUGH)
    files = Files(adapter, effects)
    comparison = compare(settings, examples, Split.SCORE, questions, files, changes_by_hand())
    return Compared(comparison, _digest(adapter), _digest(effects))


def changes_by_hand(most: int = CHANGES_BY_HAND) -> dict[Job, list[ChangeQuestion]]:
    """Sentences and vague rows that people wrote, as far as the model is taught their kind."""
    said = [case for split in CaseSplit for case in load_instructions(split)]
    vague = [case for split in CaseSplit for case in load_vague_rows(split)]
    edits = [question for case in said if (question := _edits_of(case)) is not None]
    repairs = [question for case in vague if (question := _repair_of(case)) is not None]
    return {Job.REPAIR: _spread(repairs, most), Job.EDITS: _spread(edits, most)}


def _edits_of(case: Instruction) -> ChangeQuestion | None:
    """The sentence as a question; None where it asks for what is no edit of a row."""
    learnt = all(
        edit.op is EditOp.REMOVE or (edit.op is EditOp.SET and edit.field in _LEARNT_FIELDS)
        for edit in case.edits
    )
    if case.expected is not Expected.EDITS or case.after or not case.edits or not learnt:
        return None
    return EditQuestion(load_instruction_tables()[case.table].target, case.said, case.edits)


def _repair_of(case: VagueRow) -> ChangeQuestion | None:
    """The row with the first finding about its wording; None without one, or without a task."""
    tasks = "\n".join(task.text for task in case.target.tasks)
    findings = review_target(case.target, guess_profile(case.target)).findings
    about_it = (f for f in findings if f.indicator == case.row and f.code.startswith("M"))
    finding = next(about_it, None)
    if finding is None or not tasks:
        return None
    return RepairQuestion(tasks, case.indicator, finding)


def _spread(questions: list[ChangeQuestion], most: int) -> list[ChangeQuestion]:
    """Up to ``most`` of them, evenly from the whole file, whose kinds stand together."""
    step = max(1, len(questions) // most)
    return questions[::step][:most]


def _digest(adapter: Path) -> str | None:
    return hashlib.sha256(adapter.read_bytes()).hexdigest() if adapter.is_file() else None


def record(compared: Compared, path: Path = RECORD) -> None:
    """Keep the figures with what they were measured on."""
    head = about(fast=False)
    figures = {
        name: {drafter: tally.shown() for drafter, tally in tallies.items()}
        for name, tallies in compared.comparison.tallies.items()
    }
    kept = {
        "commit": head.commit,
        "dirty": head.dirty,
        "began": head.began,
        "machine": head.machine,
        "prompts": head.prompts,
        "adapter": compared.adapter,
        "effects": compared.effects,
        "questions": compared.comparison.sizes,
        "memory_mib": compared.comparison.memory,
        "figures": figures,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
