"""A run: read, learn, keep what was learned; stopped at any time, it goes on where it stopped."""

import os
import random
import time
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from assistant.tuning.batches import Encoded, schedule
from assistant.tuning.examples.example import Example, served_text
from assistant.tuning.extra import extra
from assistant.tuning.network import (
    Learner,
    best_device,
    learner,
    load_base,
    loss_of,
    with_adapter,
)
from assistant.tuning.plan import TrainingPlan
from assistant.tuning.runs import LossPoint, RunCard, write_card

CHECKPOINT = "checkpoint.pt"
ADAPTER_FOLDER = "lora"
_PACKAGES = ("torch", "transformers", "peft", "gguf")
_CURVE_EVERY = 10

Progress = Callable[[int, int, float], None]
"""Told the steps done, all steps, and the last loss."""


class Base(NamedTuple):
    """The model that is adapted: its file and checksum."""

    path: Path
    sha256: str


def train(
    examples: Sequence[Example],
    data_sha256: str,
    base: Base,
    folder: Path,
    plan: TrainingPlan,
    progress: Progress,
) -> RunCard:
    """Train an adapter into ``folder`` and give back the record of it.

    A checkpoint in ``folder`` of the same data, base and plan is gone on from; any other is
    begun anew.

    Raises:
        ConfigurationError: the ``tuning`` extra is missing.
    """
    torch = extra("torch")
    device = best_device()
    if plan.threads:
        torch.set_num_threads(plan.threads)
    _seed(torch, plan.seed)
    tokenizer, model = load_base(base.path)
    encoded = [encode(tokenizer, example) for example in examples]
    words = (token for example in encoded for token in (*example.prompt, *example.answer))
    learning = learner(with_adapter(model, plan), words, plan, device)
    card = RunCard(
        plan=plan,
        data_sha256=data_sha256,
        data_count=len(encoded),
        base=base.path.name,
        base_sha256=base.sha256,
        device=f"{_device_name(torch, device)}, {learning.precision}",
        versions={name: version(name) for name in _PACKAGES},
    )
    return _Run(learning, encoded, card, folder, progress).go()


def encode(tokenizer: Any, example: Example) -> Encoded:
    """The example as the model inside meets it: its own template, its own end."""
    prompt = tokenizer(served_text(example.prompt))["input_ids"]
    if prompt[0] != tokenizer.bos_token_id:
        prompt = [tokenizer.bos_token_id, *prompt]
    answer = tokenizer(example.answer, add_special_tokens=False)["input_ids"]
    return Encoded(example.job.value, tuple(prompt), (*answer, tokenizer.eos_token_id))


class _Run:
    """One run, from its first step or from a checkpoint."""

    def __init__(
        self,
        learner: Learner,
        encoded: Sequence[Encoded],
        card: RunCard,
        folder: Path,
        progress: Progress,
    ) -> None:
        torch = extra("torch")
        self._torch, self._learner, self._encoded = torch, learner, encoded
        self._card, self._folder, self._progress = card, folder, progress
        self._plan = card.plan
        self._batches = schedule(encoded, card.plan)
        self._weights = [p for p in learner.model.parameters() if p.requires_grad]
        self._optimiser = torch.optim.AdamW(
            self._weights, lr=card.plan.learning_rate, weight_decay=0.0
        )
        self._recent: list[float] = []

    def go(self) -> RunCard:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._resume()
        self._learner.model.train()
        began, before = time.perf_counter(), self._card.seconds
        while self._card.steps < len(self._batches) and not self._out_of_time():
            loss = self._step(self._batches[self._card.steps])
            self._note(loss, round(before + time.perf_counter() - began, 1))
            self._progress(self._card.steps, len(self._batches), loss)
            if self._card.steps % self._plan.checkpoint_every == 0:
                self._keep()
        self._card = self._card.model_copy(update={"finished": True})
        self._keep()
        self._learner.model.save_pretrained(str(self._folder / ADAPTER_FOLDER))
        return self._card

    def _out_of_time(self) -> bool:
        minutes = self._plan.minutes
        return minutes is not None and self._card.seconds >= minutes * 60

    def _done(self) -> float:
        """How much of the run is over, by steps or by the clock, whichever ends it."""
        shares = [self._card.steps / len(self._batches)]
        if self._plan.minutes is not None:
            shares.append(self._card.seconds / (self._plan.minutes * 60))
        return min(1.0, max(shares))

    def _step(self, places: Iterable[int]) -> float:
        for group in self._optimiser.param_groups:
            group["lr"] = self._plan.rate_at(self._done(), self._card.steps)
        loss = loss_of(self._learner, [self._encoded[place] for place in places])
        loss.backward()
        self._torch.nn.utils.clip_grad_norm_(self._weights, 1.0)
        self._optimiser.step()
        self._optimiser.zero_grad()
        return float(loss.item())

    def _note(self, loss: float, seconds: float) -> None:
        self._recent.append(loss)
        curve, steps = self._card.curve, self._card.steps + 1
        if steps % _CURVE_EVERY == 0 or steps == len(self._batches):
            mean = round(sum(self._recent) / len(self._recent), 4)
            curve = (*curve, LossPoint(step=steps, loss=mean, seconds=seconds))
            self._recent = []
        self._card = self._card.model_copy(
            update={"steps": steps, "seconds": seconds, "curve": curve}
        )

    def _keep(self) -> None:
        """The checkpoint and the card, each whole or not at all."""
        state = {
            "card": self._card.model_dump_json(),
            "weights": [weight.detach().cpu() for weight in self._weights],
            "optimiser": self._optimiser.state_dict(),
            "random": self._torch.get_rng_state(),
        }
        partial = self._folder / f"{CHECKPOINT}.partial"
        self._torch.save(state, partial)
        os.replace(partial, self._folder / CHECKPOINT)
        write_card(self._folder, self._card)

    def _resume(self) -> None:
        path = self._folder / CHECKPOINT
        if not path.is_file():
            return
        state = self._torch.load(path, map_location="cpu", weights_only=True)
        card = RunCard.model_validate_json(state["card"])
        if not same_run(card, self._card):
            return
        with self._torch.no_grad():
            for weight, kept in zip(self._weights, state["weights"], strict=True):
                weight.copy_(kept)
        self._optimiser.load_state_dict(state["optimiser"])
        self._torch.set_rng_state(state["random"])
        self._card = self._card.model_copy(
            update={"steps": card.steps, "seconds": card.seconds, "curve": card.curve}
        )


def same_run(one: RunCard, other: RunCard) -> bool:
    """Whether a checkpoint of the one may be gone on from by the other.

    Where to stop may change between the two; what the steps so far were made of may not.
    """
    stops = {"minutes": None, "threads": None, "checkpoint_every": 1, "steps": None}
    return (one.data_sha256, one.base_sha256, one.plan.model_copy(update=stops)) == (
        other.data_sha256,
        other.base_sha256,
        other.plan.model_copy(update=stops),
    )


def _seed(torch: Any, seed: int) -> None:
    random.seed(seed)
    torch.manual_seed(seed)


def _device_name(torch: Any, device: str) -> str:
    if device == "cuda":
        return str(torch.cuda.get_device_name())
    return f"{device} ({torch.get_num_threads()} threads)"
