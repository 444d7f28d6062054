"""The model inside, tuned and bare, beside the draft that needs no model."""

from assistant.llm.embedded.server import ADAPTER
from assistant.settings import Settings
from assistant.tuning.comparison import compare
from assistant.tuning.examples.dataset import make_examples
from assistant.tuning.examples.example import Split
from assistant.tuning.plan import TrainingPlan

QUESTIONS = 20
"""Held-out questions of each job; some seconds each where the model is bare."""


def report(settings: Settings, questions: int = QUESTIONS) -> str:
    """The table of issue 6 for the sectors and the cases that were never trained on.

    Raises:
        ConfigurationError: the ``embedded`` extra is missing.
    """
    # What is scored does not depend on how many examples there are to train with.
    examples, _ = make_examples(TrainingPlan().seed, _ENOUGH)
    compared = compare(settings, examples, Split.SCORE, questions, ADAPTER)
    without = "" if ADAPTER.is_file() else "\n\n没有训练好的适配器 no adapter.gguf"
    return compared.report + without


_ENOUGH = 200
