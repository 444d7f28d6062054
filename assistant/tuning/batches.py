"""Which examples go together, in what order; the same for the same seed."""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from assistant.tuning.plan import TrainingPlan


class Encoded(NamedTuple):
    """An example as numbers.

    Attributes:
        job: what is asked; only examples of one job share a batch.
        prompt: tokens of the prompt, with the mark of the beginning.
        answer: tokens of the answer, with the mark of the end.
    """

    job: str
    prompt: tuple[int, ...]
    answer: tuple[int, ...]


def schedule(examples: Sequence[Encoded], plan: TrainingPlan) -> list[tuple[int, ...]]:
    """The batches of the whole run, as places in ``examples``.

    Examples of like length go together, so that little is padded; the batches themselves come in
    random order, so that no job is learned last.
    """
    batches: list[tuple[int, ...]] = []
    for epoch in range(plan.epochs):
        rng = Random(f"{plan.seed}/{epoch}")
        batches.extend(_epoch(examples, plan.batch, rng))
    return batches[: plan.steps]


def _epoch(examples: Sequence[Encoded], size: int, rng: Random) -> list[tuple[int, ...]]:
    by_job: dict[str, list[int]] = {}
    for place, example in enumerate(examples):
        by_job.setdefault(example.job, []).append(place)
    batches = []
    for places in by_job.values():
        rng.shuffle(places)
        # Sorted within windows only: whole-set sorting would put the same neighbours together.
        window = size * 16
        for start in range(0, len(places), window):
            near = sorted(places[start : start + window], key=lambda p: _length(examples[p]))
            batches += [tuple(near[at : at + size]) for at in range(0, len(near), size)]
    rng.shuffle(batches)
    return batches


def _length(example: Encoded) -> int:
    return len(example.prompt) + len(example.answer)


def shared_length(prompts: Sequence[Sequence[int]]) -> int:
    """How many tokens all prompts begin with; one is always left to each of them."""
    length = min(len(prompt) for prompt in prompts) - 1
    first = prompts[0]
    for place in range(length):
        if any(prompt[place] != first[place] for prompt in prompts):
            return place
    return length
