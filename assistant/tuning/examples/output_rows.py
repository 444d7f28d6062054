"""The first job: the rows of one task."""

from random import Random

from assistant.drafting.ask import task_question
from assistant.library import Sector
from assistant.tuning.examples.checks import UnfitError, plan_of, taught_rows
from assistant.tuning.examples.example import Example, Job, rows_answer
from assistant.tuning.examples.sentences import Sentence, sentence

_SEVERAL = 0.2
_LONGEST = 400


def output_example(rng: Random, sector: Sector) -> Example:
    """One task of this sector with its rows.

    Raises:
        UnfitError: this draw cannot be taught.
    """
    several = rng.random() < _SEVERAL and len(sector.families) > 1
    families = tuple(rng.sample(sector.families, 2 if several else 1))
    made = sentence(rng, families)
    if made is None:
        raise UnfitError("nothing to say")
    return example_of(rng, made, sector.name)


def example_of(rng: Random, made: Sentence, sector: str) -> Example:
    """The example that teaches this sentence.

    Raises:
        UnfitError: it cannot be taught.
    """
    if len(made.text) > _LONGEST:
        raise UnfitError("length")
    plan = plan_of(made.text)
    rows = taught_rows(made.measures, (plan,))
    question = task_question(plan, mark=f"{rng.getrandbits(48):012x}")
    if not all(question.offers(row) for row in rows):
        raise UnfitError("figures")
    return Example(
        job=Job.OUTPUTS,
        sector=sector,
        kinds=made.kinds,
        text=made.text,
        prompt=question.prompt,
        answer=rows_answer(rows),
    )
