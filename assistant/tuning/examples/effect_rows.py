"""The second job: benefit, satisfaction and cost rows for a set of tasks."""

from collections.abc import Iterator
from random import Random

from assistant.domain.indicator import Operator
from assistant.drafting.rows import RowClass, RowOperator
from assistant.library import Entry, Family, Sector
from assistant.llm.prompts import Prompt, fence, load_prompt
from assistant.tuning.examples.checks import UnfitError, plan_of, taught_rows
from assistant.tuning.examples.example import Example, Job, rows_answer
from assistant.tuning.examples.parts import Measure, counted, satisfied
from assistant.tuning.examples.sentences import MOST_ROWS, Sentence, sentence

_CLASS = {level.level2: level for level in RowClass}
_OUTPUTS = (RowClass.QUANTITY, RowClass.QUALITY, RowClass.TIMELINESS)
_EFFECTS = ("经济效益指标", "社会效益指标", "生态效益指标")
_ECHOED, _SATISFACTION_STATED, _SERVED = 0.6, 0.3, 0.5


def effects_prompt(text: str, *, mark: str | None = None) -> Prompt:
    """The question about the effects of these tasks."""
    return load_prompt("draft-effects").render(tasks=fence(text, mark=mark))


def effect_example(rng: Random, sector: Sector) -> Example:
    """Two or three tasks of this sector with the rows of their effects.

    Raises:
        UnfitError: this draw cannot be taught.
    """
    wanted = min(len(sector.families), rng.choice((1, 2, 2, 3)))
    families = rng.sample(sector.families, wanted)
    told = [(family, made) for family in families if (made := sentence(rng, (family,)))]
    if not told:
        raise UnfitError("nothing to say")
    family, first = told[0]
    promised = [m for _, made in told for m in made.measures if m.level2 not in _OUTPUTS]
    text, measures = _with_effects(rng, family, first, promised)
    lines = [text, *(made.text.replace("\n", "") for _, made in told[1:])]
    plan = plan_of("\n".join(lines))
    rows = taught_rows(measures, (plan,))
    mark = f"{rng.getrandbits(48):012x}"
    return Example(
        job=Job.EFFECTS,
        sector=sector.name,
        kinds=tuple(dict.fromkeys(kind for _, made in told for kind in made.kinds)),
        text=plan.task.text,
        prompt=effects_prompt(plan.task.text, mark=mark),
        answer=rows_answer(rows),
    )


def _with_effects(
    rng: Random, family: Family, made: Sentence, promised: list[Measure]
) -> tuple[str, list[Measure]]:
    """The task with whom it serves and, mostly, the effect that it is for; and their rows.

    Args:
        rng: the dice.
        family: what the task is about.
        made: the task.
        promised: effects and costs that the tasks themselves state.

    Raises:
        UnfitError: the library has no effect for this family.
    """
    effects = [entry for entry in family.entries if entry.level2 in _EFFECTS]
    if not effects or not family.beneficiary:
        raise UnfitError("no effect")
    entry = rng.choice(effects)
    text, anchor = made.text.replace("\n", "").removesuffix("。"), made.measures[0].words
    echo = _echo(entry)
    if echo and rng.random() < _ECHOED:
        text, anchor = f"{text}，{rng.choice(('促进', '力争', '带动', ''))}{echo}", echo
    rows = [_unstated(entry, anchor, 3)]
    by_class = sorted(promised, key=lambda m: m.level2 is not RowClass.SATISFACTION)
    if not any(measure.level2 is RowClass.SATISFACTION for measure in promised):
        words, asked = _asked(rng, family, anchor)
        text += words
        rows.append(asked)
    rows.extend(by_class)
    if not any(measure.level2 is RowClass.COST for measure in promised):
        rows.extend(_cost(family, anchor))
    return f"{text}。", rows[:MOST_ROWS]


def _asked(rng: Random, family: Family, anchor: str) -> tuple[str, Measure]:
    """Words about those whom the task serves, if it has any, and their satisfaction."""
    stated = satisfied(rng, family) if rng.random() < _SATISFACTION_STATED else None
    if stated is not None:
        return f"，{stated.text}", stated.measures[0]
    if rng.random() >= _SERVED:
        return "", _satisfaction(family, anchor)
    people = f"{rng.choice(('服务', '惠及', '方便'))}{family.beneficiary}"
    return f"，{people}", _satisfaction(family, people)


def _echo(entry: Entry) -> str | None:
    """The effect in a task's words (发病下降率 gives 发病下降)."""
    words = entry.name.removesuffix("率")
    return words if words != entry.name and len(words) >= 4 else None


def _unstated(entry: Entry, words: str, importance: int) -> Measure:
    operators = {Operator.AT_MOST: RowOperator.AT_MOST, Operator.EQUAL: RowOperator.EQUAL}
    return Measure(
        words=words,
        name=entry.name,
        level2=_CLASS[entry.level2],
        operator=operators.get(entry.operator, RowOperator.AT_LEAST),
        value=None,
        unit=entry.unit,
        importance=importance,
    )


def _satisfaction(family: Family, words: str) -> Measure:
    return Measure(
        words=words,
        name=f"{family.beneficiary}满意度",
        level2=RowClass.SATISFACTION,
        operator=RowOperator.AT_LEAST,
        value=None,
        unit="%",
        importance=3,
    )


def _cost(family: Family, words: str) -> Iterator[Measure]:
    """The usual cost row of the family, if it has one and counts what it costs."""
    entry = next((entry for entry in family.entries if entry.level2 == "经济成本指标"), None)
    if entry is not None and counted(family) and len(entry.unit) <= 8:
        yield _unstated(entry, words, 2)
