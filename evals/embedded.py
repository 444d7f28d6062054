"""The model inside, tuned and bare, beside the draft that needs no model."""

import hashlib
import json
from pathlib import Path
from typing import NamedTuple

from assistant.llm.embedded.server import ADAPTER
from assistant.settings import Settings
from assistant.tuning.comparison import Comparison, compare
from assistant.tuning.examples.dataset import make_examples
from assistant.tuning.examples.example import Split
from assistant.tuning.plan import TrainingPlan
from evals.about import about
from evals.results import FOLDER

QUESTIONS = 20
"""Held-out questions of each job; some seconds each where the model is bare."""
RECORD = FOLDER / "embedded.json"
# What is scored does not depend on how many examples there are to train with.
_ENOUGH = 200


class Compared(NamedTuple):
    """The drafters side by side.

    Attributes:
        comparison: figures by set of questions and drafter.
        adapter: SHA-256 of the adapter that was scored, or None where there is none.
    """

    comparison: Comparison
    adapter: str | None

    @property
    def text(self) -> str:
        """The tables, and a line where there is no adapter."""
        without = "" if self.adapter else "\n\n没有训练好的适配器 no adapter.gguf"
        return self.comparison.report + without


def report(settings: Settings, questions: int = QUESTIONS, adapter: Path = ADAPTER) -> Compared:
    """Score the drafters on the sectors and the cases that were never trained on.

    Raises:
        ConfigurationError: the ``embedded`` extra is missing.
    """
    examples, _ = make_examples(TrainingPlan().seed, _ENOUGH)
    comparison = compare(settings, examples, Split.SCORE, questions, adapter)
    scored = adapter.is_file()
    digest = hashlib.sha256(adapter.read_bytes()).hexdigest() if scored else None
    return Compared(comparison, digest)


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
        "questions": compared.comparison.sizes,
        "figures": figures,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
