"""How a run trains: every choice that changes its result, recorded with it."""

from assistant.domain.frozen import Frozen


class TrainingPlan(Frozen):
    """The choices of one run.

    Attributes:
        seed: of order, adapter start and sampled words.
        rank: of the adapter; on all linear layers.
        alpha: scale of the adapter times its rank.
        learning_rate: at its highest.
        warmup: steps until then; afterwards it falls to a twentieth.
        epochs: times that every example is seen.
        batch: examples of one job in a step; they share the evaluation of their common prompt.
        steps: stop after so many, or None for all.
        minutes: stop after so long, or None; the learning rate then falls by the clock.
        checkpoint_every: steps between checkpoints.
        sampled_words: words besides those of the examples that a step's answers are told from,
            drawn anew each step and weighed up to the whole vocabulary; None takes all 262,144,
            which on a processor would be most of the time.
        threads: of the processor, or None for torch's choice.
    """

    seed: int = 7
    rank: int = 16
    alpha: int = 32
    learning_rate: float = 5e-4
    warmup: int = 20
    epochs: int = 2
    batch: int = 8
    steps: int | None = None
    minutes: float | None = 85.0
    checkpoint_every: int = 50
    sampled_words: int | None = 4096
    threads: int | None = None

    def rate_at(self, done: float, step: int) -> float:
        """The learning rate at a step, when ``done`` (0 to 1) of the run is over."""
        return self.learning_rate * min(1.0, (step + 1) / self.warmup) * max(0.05, 1.0 - done)
