"""Parts of task sentences: a few words, and the rows that they call for."""

from collections.abc import Callable
from random import Random

from assistant.domain.frozen import Frozen
from assistant.domain.indicator import Operator
from assistant.drafting.naming import fit
from assistant.drafting.rows import RowClass, RowOperator
from assistant.library import Entry, Family
from assistant.tuning.examples import figures
from assistant.tuning.examples.words import metric_name, noun_of, state_of, wording
from assistant.validators.facts_names import leading_verb


class Measure(Frozen):
    """A row to be.

    Attributes:
        words: words of the sentence that it rests on; its quote is the clause that holds them.
        name: 三级指标.
        level2: class.
        operator: bound.
        value: number of the sentence, or None.
        unit: measure word.
        importance: 1 to 5.
    """

    words: str
    name: str
    level2: RowClass
    operator: RowOperator
    value: str | None
    unit: str
    importance: int = 4


class Part(Frozen):
    """Some words of a sentence.

    Attributes:
        text: the words; a comma inside parts clauses.
        measures: rows that they call for, in order.
        kind: what they show.
        noun: what they are about, or "".
    """

    text: str
    measures: tuple[Measure, ...] = ()
    kind: str
    noun: str = ""


Maker = Callable[[Random, Family], Part | None]

_CLASS = {level.level2: level for level in RowClass}
_TIMES = ("次", "场次", "场", "期")


def counted(family: Family) -> list[tuple[Entry, str]]:
    """Entries that count something a task can name, with what they count."""
    pairs = ((entry, noun_of(entry)) for entry in family.entries)
    return [(e, noun) for e, noun in pairs if noun and e.level2 == "数量指标" and e.unit != "%"]


def rated(family: Family) -> list[tuple[Entry, str]]:
    """Rates of output that a task can ask for, with the state they are the share of."""
    pairs = ((entry, state_of(entry)) for entry in family.entries)
    return [(e, s) for e, s in pairs if s and e.level2 in ("质量指标", "时效指标")]


def doing(rng: Random, noun: str) -> str:
    """``noun`` as something done: it has a verb of its own or is given one."""
    if leading_verb(noun):
        return rng.choice(("", "", "计划", "继续")) + noun
    return rng.choice(wording().verbs) + rng.choice(wording().places) + noun


def quantity(rng: Random, family: Family) -> Part | None:
    """One count."""
    if not (choices := counted(family)):
        return None
    entry, noun = rng.choice(choices)
    unit = rng.choice((entry.unit, entry.unit, *entry.units))
    figure = figures.count(rng, unit)
    name = entry.name if unit == entry.unit else metric_name(noun, unit)
    plain = figure.text[0].isdigit() and rng.random() < 0.15 and leading_verb(noun)
    if plain:
        verb = leading_verb(noun)
        text = f"{verb}{figure.text}{noun.removeprefix(verb)}"
    else:
        text = rng.choice(("", "", "全年", "全年计划")) + doing(rng, noun) + figure.text
    row = Measure(
        words=figure.text,
        name=name,
        level2=RowClass.QUANTITY,
        operator=figure.operator,
        value=figure.value,
        unit=figure.unit,
    )
    return Part(text=text, measures=(row,), kind=figure.kind or "count", noun=noun)


def occasions_and_people(rng: Random, family: Family) -> Part | None:
    """How often and how many people, in one breath."""
    choices = [(e, noun) for e, noun in counted(family) if e.unit in _TIMES]
    if not choices or not family.beneficiary:
        return None
    entry, noun = rng.choice(choices)
    first, second = figures.count(rng, entry.unit), figures.count(rng, "人次")
    verb = rng.choice(("服务", "覆盖", "惠及", "培训", "组织"))
    people = family.beneficiary
    joint = rng.choice(("，", "，", "、", "，共"))
    rows = (
        Measure(
            words=f"{noun}{first.text}",
            name=entry.name,
            level2=RowClass.QUANTITY,
            operator=first.operator,
            value=first.value,
            unit=first.unit,
        ),
        Measure(
            words=f"{people}{second.text}",
            name=f"{verb}{people}人次",
            level2=RowClass.SOCIAL if verb == "惠及" else RowClass.QUANTITY,
            operator=second.operator,
            value=second.value,
            unit=second.unit,
        ),
    )
    text = f"{doing(rng, noun)}{first.text}{joint}{verb}{people}{second.text}"
    return Part(text=text, measures=rows, kind="occasions and people", noun=noun)


def quality(rng: Random, family: Family) -> Part | None:
    """A rate with its number."""
    if not (choices := rated(family)):
        return None
    entry, _ = rng.choice(choices)
    low = entry.operator is Operator.AT_MOST
    figure = figures.rate(rng, RowOperator.AT_MOST if low else RowOperator.AT_LEAST)
    row = Measure(
        words=f"{entry.name}{figure.text}",
        name=entry.name,
        level2=_CLASS[entry.level2],
        operator=figure.operator,
        value=figure.value,
        unit="%",
        importance=3,
    )
    return Part(text=rng.choice(("", "", "确保", "力争")) + row.words, measures=(row,), kind="rate")


def quality_unstated(rng: Random, family: Family) -> Part | None:
    """A rate that the task wants and gives no number for."""
    choices = [(e, s) for e, s in rated(family) if e.operator is not Operator.AT_MOST]
    if not choices:
        return None
    entry, state = rng.choice(choices)
    text = rng.choice(("确保{}", "{}", "做到{}", "切实保证{}")).format(state)
    row = Measure(
        words=state,
        name=entry.name,
        level2=_CLASS[entry.level2],
        operator=RowOperator.EQUAL if entry.value == "100" else RowOperator.AT_LEAST,
        value=None,
        unit="%",
        importance=3,
    )
    return Part(text=text, measures=(row,), kind="no number")


def quantity_unstated(rng: Random, family: Family) -> Part | None:
    """Work that the task gives no count for."""
    if not (choices := counted(family)):
        return None
    entry, noun = rng.choice(choices)
    text = doing(rng, noun) + rng.choice(wording().noun_ends)
    if rng.random() < 0.15:
        text = f"持续{doing(rng, noun)}若干{entry.unit}"
    row = Measure(
        words=noun,
        name=entry.name,
        level2=RowClass.QUANTITY,
        operator=RowOperator.AT_LEAST,
        value=None,
        unit=entry.unit,
    )
    return Part(text=text, measures=(row,), kind="no number", noun=noun)


def due(rng: Random, family: Family) -> Part | None:
    """Work to be done by a day: the day goes into the name, no number is made of it."""
    if not (choices := counted(family)):
        return None
    _, noun = rng.choice(choices)
    printed, named = figures.deadline(rng)
    done = rng.choice(wording().done)
    orders = ["{noun}{day}{done}", "{noun}于{day}{done}"]
    if done.endswith("完成"):
        orders += ["{day}{done}{noun}", "{day}{done}{noun}"]
    text = rng.choice(orders).format(day=printed, done=done, noun=noun)
    row = Measure(
        words=printed,
        name=fit(noun, f"{named}完成率"),
        level2=RowClass.TIMELINESS,
        operator=RowOperator.EQUAL,
        value=None,
        unit="%",
        importance=3,
    )
    return Part(text=text, measures=(row,), kind="deadline", noun=noun)


def often(rng: Random, family: Family) -> Part | None:
    """A frequency, which gives the count of a year."""
    choices = [(e, noun) for e, noun in counted(family) if e.unit in _TIMES]
    if not choices:
        return None
    entry, noun = rng.choice(choices)
    period, figure = figures.frequency(rng, entry.unit)
    row = Measure(
        words=figure.text,
        name=entry.name,
        level2=RowClass.QUANTITY,
        operator=RowOperator.AT_LEAST,
        value=figure.value,
        unit=entry.unit,
    )
    text = f"{period}{rng.choice(('开展', '组织', '举行'))}{noun}{figure.text}"
    return Part(text=text, measures=(row,), kind="frequency", noun=noun)


def satisfied(rng: Random, family: Family) -> Part | None:
    """Satisfaction that the task itself promises."""
    if not family.beneficiary:
        return None
    name = f"{family.beneficiary}满意度"
    figure = figures.rate(rng)
    if figure.value == "100":
        return None
    row = Measure(
        words=f"{name}{figure.text}",
        name=name,
        level2=RowClass.SATISFACTION,
        operator=figure.operator,
        value=figure.value,
        unit="%",
        importance=3,
    )
    return Part(text=row.words, measures=(row,), kind="satisfaction")


def none_of(rng: Random, family: Family) -> Part | None:
    """A zero promise: 安全责任事故零发生."""
    zeros = [e for e in family.entries if e.value == "0" and e.name.endswith(f"{e.unit}数")]
    if not zeros:
        return None
    entry = rng.choice(zeros)
    noun = entry.name.removesuffix(f"{entry.unit}数")
    row = Measure(
        words=f"{noun}零发生",
        name=f"{noun}发生{entry.unit}数",
        level2=_CLASS[entry.level2],
        operator=RowOperator.EQUAL,
        value="0",
        unit=entry.unit,
        importance=3,
    )
    return Part(text=rng.choice(("", "确保", "实现")) + row.words, measures=(row,), kind="zero")


def limit(rng: Random, family: Family) -> Part | None:
    """A time within which each case is dealt with."""
    if not (choices := counted(family)):
        return None
    _, noun = rng.choice(choices)
    number = rng.choice(("1", "2", "3", "5", "7", "10", "15"))
    unit = rng.choice(("个工作日", "天", "小时"))
    row = Measure(
        words=f"办理时限不超过{number}{unit}",
        name=f"{noun}办理时限",
        level2=RowClass.TIMELINESS,
        operator=RowOperator.AT_MOST,
        value=number,
        unit=unit,
        importance=3,
    )
    return Part(text=f"{noun}{row.words}", measures=(row,), kind="duration", noun=noun)


def spending(rng: Random, family: Family) -> Part | None:
    """A ceiling of cost."""
    if not (choices := counted(family)):
        return None
    _, noun = rng.choice(choices)
    value = str(rng.choice((3, 5, 8, 12, 20, 35.5, 50, 80, 120)))
    row = Measure(
        words=f"成本不超过{value}万元",
        name=f"{noun}成本控制数",
        level2=RowClass.COST,
        operator=RowOperator.AT_MOST,
        value=value,
        unit="万元",
        importance=2,
    )
    return Part(text=f"{noun}{row.words}", measures=(row,), kind="cost", noun=noun)


NUMBERED: tuple[tuple[Maker, int], ...] = (
    (quantity, 10),
    (occasions_and_people, 5),
    (quality, 6),
    (due, 4),
    (often, 3),
    (satisfied, 1),
    (none_of, 1),
    (limit, 1),
    (spending, 1),
)
"""Parts that give a number or a day, with how often each is drawn."""
UNSTATED: tuple[tuple[Maker, int], ...] = ((quantity_unstated, 3), (quality_unstated, 2))
"""Parts that give none."""
