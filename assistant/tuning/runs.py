"""What is recorded of a run, and where its files lie."""

import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from assistant.domain.frozen import Frozen
from assistant.exceptions import ConfigurationError
from assistant.messages import Message
from assistant.tuning.plan import TrainingPlan

_NO_RUN = Message(
    zh="{folder} 中没有训练记录 run.json。请先运行 python -m assistant.tuning train。",
    en="There is no run.json in {folder}. Run python -m assistant.tuning train first.",
)


class LossPoint(Frozen):
    """The loss at a step: the mean since the point before."""

    step: int
    loss: float
    seconds: float


class RunCard(Frozen):
    """Everything that it takes to make the same adapter again, and how good it is.

    Attributes:
        plan: the choices.
        data_sha256: of the examples.
        data_count: examples trained with.
        base: file name of the base model.
        base_sha256: its checksum.
        device: what it trained on, and in what precision.
        versions: of the packages that the result depends on.
        steps: done.
        seconds: taken, over all resumptions.
        finished: True once the last step is done, or the time is over.
        curve: the loss.
        adapter_sha256: of the exported adapter, once exported.
        scores: what `score` measured, by drafter.
    """

    plan: TrainingPlan
    data_sha256: str
    data_count: int
    base: str
    base_sha256: str
    device: str
    versions: dict[str, str]
    steps: int = 0
    seconds: float = 0.0
    finished: bool = False
    curve: tuple[LossPoint, ...] = ()
    adapter_sha256: str | None = None
    scores: Mapping[str, Mapping[str, str]] | None = None


def write_card(folder: Path, card: RunCard) -> None:
    """Put the card into ``folder``, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / "run.json.partial"
    partial.write_text(card.model_dump_json(indent=2), encoding="utf-8")
    os.replace(partial, folder / "run.json")


def read_card(folder: Path) -> RunCard:
    """The card of ``folder``.

    Raises:
        ConfigurationError: there is none, or it is no card.
    """
    try:
        return RunCard.model_validate_json((folder / "run.json").read_bytes())
    except (OSError, ValidationError):
        raise ConfigurationError(_NO_RUN, folder=folder) from None
