"""The drafters side by side, on held-out sectors and on the cases by hand."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from assistant.exceptions import ConfigurationError
from assistant.settings import Settings
from assistant.tuning.asking import DeterministicDrafter, Drafter, model_inside
from assistant.tuning.examples.example import Example, Job, Split
from assistant.tuning.runs import read_card, write_card
from assistant.tuning.score import Question, Tally, by_hand, held_out, score, table

_HELD_OUT = {
    Job.OUTPUTS: "留出行业，产出行 held-out sectors, outputs",
    Job.EFFECTS: "留出行业，效益、满意度、成本行 held-out sectors, effects",
}
RULES, BARE, TUNED = "规则 no model", "少样本 bare model", "适配器 adapter"


class Comparison(NamedTuple):
    """Tallies by set of questions and drafter."""

    tallies: dict[str, dict[str, Tally]]
    sizes: dict[str, int]

    @property
    def report(self) -> str:
        """A table for each set of questions."""
        parts = [
            f"### {name} ({self.sizes[name]})\n\n{table(tallies)}"
            for name, tallies in self.tallies.items()
        ]
        return "\n\n".join(parts)


def compare(
    settings: Settings, examples: Sequence[Example], split: Split, most: int, adapter: Path
) -> Comparison:
    """Score no model, the bare model and, where ``adapter`` is there, the tuned one.

    Cases by hand belong to the last word: they are left out where runs are chosen between.

    Raises:
        ConfigurationError: the ``embedded`` extra is missing or the model cannot be loaded.
    """
    questions = held_out(examples, split, most)
    sets = {name: [q for q in questions if q.job is job] for job, name in _HELD_OUT.items()}
    if split is Split.SCORE:
        sets["手写样例，产出行 by hand, outputs"] = by_hand()
    tallies: dict[str, dict[str, Tally]] = {name: {} for name in sets}
    _score_all(tallies, sets, RULES, DeterministicDrafter())
    with model_inside(settings, None) as bare:
        _score_all(tallies, sets, BARE, bare)
    if adapter.is_file():
        with model_inside(settings, adapter) as tuned:
            _score_all(tallies, sets, TUNED, tuned)
    return Comparison(tallies, {name: len(questions) for name, questions in sets.items()})


def _score_all(
    tallies: dict[str, dict[str, Tally]],
    sets: dict[str, list[Question]],
    name: str,
    drafter: Drafter,
) -> None:
    for which, questions in sets.items():
        tallies[which][name] = score(drafter, questions)


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
