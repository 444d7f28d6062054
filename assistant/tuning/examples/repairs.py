"""The third job: one vague row rewritten, given what a rule says of it."""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from assistant.domain.finding import Finding
from assistant.domain.indicator import Indicator, Operator
from assistant.domain.target import PerformanceTarget
from assistant.drafting.rows import DraftRow
from assistant.library import Sector
from assistant.llm.prompts import Prompt, fence, load_prompt
from assistant.profiles import load_profile
from assistant.tuning.examples.checks import UnfitError, as_indicator, plan_of, taught_rows
from assistant.tuning.examples.example import Example, Job, rows_answer
from assistant.tuning.examples.sentences import Sentence, sentence
from assistant.validators import review_target

_ABOUT_WORDING = "M"
"""Rules of measurability are those that a rewrite answers."""


class Spoilt(NamedTuple):
    """A row that a rule objects to.

    Attributes:
        sentence: the task that it measures.
        bad: the row.
        finding: what the rule says of it.
        good: the row as the task calls for it.
    """

    sentence: Sentence
    bad: Indicator
    finding: Finding
    good: DraftRow


def repair_example(rng: Random, sector: Sector) -> Example:
    """A row spoilt so that a rule objects, its finding, and the row that we want.

    Raises:
        UnfitError: this draw cannot be taught.
    """
    spoilt = spoilt_row(rng, sector)
    mark = f"{rng.getrandbits(48):012x}"
    text = plan_of(spoilt.sentence.text).task.text
    return Example(
        job=Job.REPAIR,
        sector=sector.name,
        kinds=(spoilt.finding.code, *spoilt.sentence.kinds),
        text=spoilt.sentence.text,
        prompt=repair_prompt(spoilt.bad, spoilt.finding, text, mark=mark),
        answer=rows_answer([spoilt.good]),
    )


def repair_prompt(
    bad: Indicator, finding: Finding, task: str, *, mark: str | None = None
) -> Prompt:
    """The question for another row in the place of one."""
    return load_prompt("repair-row").render(
        row=f"{bad.level2} {bad.name} {bad.operator.value if bad.operator else ''}"
        f"{bad.value or ''}{bad.unit or ''}",
        finding=finding.message,
        task=fence(task, mark=mark),
    )


def spoilt_row(rng: Random, sector: Sector) -> Spoilt:
    """A row of this sector spoilt so that a rule objects.

    Raises:
        UnfitError: this draw cannot be taught.
    """
    made = sentence(rng, (rng.choice(sector.families),))
    if made is None:
        raise UnfitError("nothing to say")
    plan = plan_of(made.text)
    good = rng.choice(taught_rows(made.measures, (plan,)))
    bad, finding = _spoilt(rng, good)
    return Spoilt(made, bad, finding, good)


def _spoilt(rng: Random, good: DraftRow) -> tuple[Indicator, Finding]:
    """A worse row and the finding against it.

    Raises:
        UnfitError: no rule objects.
    """
    worse = list(_worse(good))
    rng.shuffle(worse)
    for bad in worse:
        target = PerformanceTarget(indicators=(bad,))
        review = review_target(target, load_profile("national-2021"), drafted=True)
        for finding in review.findings:
            if finding.code.startswith(_ABOUT_WORDING) and finding.indicator == bad.id:
                return bad, finding
    raise UnfitError("no finding")


def _worse(good: DraftRow) -> Iterator[Indicator]:
    row = as_indicator(good, "I1")
    stem = (row.name or "")[:-2]
    for name in (
        f"加强{stem}工作",
        f"{stem}及宣传、{stem}及督导",
        f"上级下达的{stem}等各项任务",
        stem,
    ):
        yield row.model_copy(update={"name": name})
    scale = {"operator": Operator.QUALITATIVE, "value": "好坏", "unit": "项"}
    yield row.model_copy(update=scale)
    yield row.model_copy(update={"name": f"促进{stem}高质量发展", **scale})
