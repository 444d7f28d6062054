"""Batches: every example in every epoch, one job a batch, the same order for the same seed."""

from collections import Counter

from assistant.tuning.batches import Encoded, schedule, shared_length
from assistant.tuning.plan import TrainingPlan

EXAMPLES = [
    Encoded(job, tuple(range(40 + place % 9)), (1,) * (place % 30 + 1))
    for place, job in enumerate(["outputs"] * 70 + ["edits"] * 21)
]


def test_every_example_comes_once_an_epoch() -> None:
    plan = TrainingPlan(epochs=3, batch=8)
    seen = Counter(place for batch in schedule(EXAMPLES, plan) for place in batch)
    assert seen == dict.fromkeys(range(len(EXAMPLES)), 3)


def test_a_batch_holds_one_job_and_like_lengths() -> None:
    batches = schedule(EXAMPLES, TrainingPlan(epochs=1, batch=8))
    for batch in batches:
        assert len({EXAMPLES[place].job for place in batch}) == 1
        assert len(batch) <= 8
    first_half = {EXAMPLES[batch[0]].job for batch in batches[: len(batches) // 2]}
    assert first_half == {"outputs", "edits"}, "no job is learned last"


def test_the_order_is_that_of_the_seed() -> None:
    plan = TrainingPlan(epochs=2)
    assert schedule(EXAMPLES, plan) == schedule(EXAMPLES, plan)
    assert schedule(EXAMPLES, plan) != schedule(EXAMPLES, plan.model_copy(update={"seed": 8}))


def test_epochs_differ_and_steps_cut_the_end() -> None:
    whole = schedule(EXAMPLES, TrainingPlan(epochs=2))
    half = len(whole) // 2
    assert whole[:half] != whole[half:]
    assert schedule(EXAMPLES, TrainingPlan(epochs=2, steps=3)) == whole[:3]


def test_what_prompts_share_leaves_each_a_token() -> None:
    assert shared_length([(1, 2, 3, 4), (1, 2, 3, 5)]) == 3
    assert shared_length([(1, 2, 3), (1, 2, 3)]) == 2
    assert shared_length([(1, 2), (1, 2, 3)]) == 1
    assert shared_length([(9, 2), (1, 2)]) == 0


def test_the_learning_rate_rises_then_falls() -> None:
    plan = TrainingPlan(learning_rate=1.0, warmup=10)
    rates = [plan.rate_at(step / 100, step) for step in range(101)]
    assert max(rates) == rates[9]
    assert rates[:10] == sorted(rates[:10])
    assert rates[9:] == sorted(rates[9:], reverse=True)
    assert rates[100] == 0.05
