"""The second job: whom tasks serve, and what effects and costs they state themselves.

The satisfaction row comes first, its people in the words of the text; then every effect and every
cost that the text states, with its number or, where it gives none, without. Nothing else: what
the text does not say the library knows better than a small model.
"""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from assistant.domain.frozen import Frozen
from assistant.drafting.rows import RowClass, RowOperator
from assistant.drafting.scan import metric_of
from assistant.library import Sector
from assistant.llm.prompts import Prompt, fence, load_prompt
from assistant.tuning.examples.checks import UnfitError, plan_of, taught_rows
from assistant.tuning.examples.example import Example, Job, rows_answer
from assistant.tuning.examples.parts import Measure
from assistant.tuning.examples.sentences import MOST_ROWS, Sentence
from assistant.tuning.examples.themes import (
    Change,
    Effect,
    Price,
    Theme,
    theme_of,
    themes,
    written_for,
)
from assistant.tuning.examples.words import wording

_LIBRARY = 0.3
"""Share of training texts that are about a family of the library, not a theme written out."""
_EVIDENT, _COMPOSED, _BROADLY = 0.15, 0.35, 0.08
_RATED, _NOBODY_NAMED, _COUNTED = 0.3, 0.1, 0.15
_STATED = 0.65
_LATER, _OTHERS = 0.4, 0.25
_IN_TEN_THOUSANDS = 0.12
_PRICED, _DECOYS = 0.3, 0.65
_MOST_CLAUSES = 10
"""A text of more loses some of them; see `quotable`."""
_SMALL = (2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 14, 16, 17, 18, 19, 21, 22, 24, 26, 27, 28, 32, 36, 45)
_LARGE = (64, 75, 120, 160, 180, 210, 240, 320, 360, 430, 560, 640, 720, 860, 1100, 1300, 1700)
_MANY = ("人", "户", "人次", "亩", "吨")
_HUGE = (2100, 2600, 3200, 3900, 4600, 5200, 6800, 7400, 8800, 12000, 15600, 23000)
_CHANGES = ("2", "3", "4", "5", "6", "8", "10", "12", "15", "20", "25", "30", "1.5", "3.5", "7.2")
_RATES = (
    "75",
    "78",
    "82",
    "83",
    "85",
    "87",
    "88",
    "90",
    "91",
    "92",
    "93",
    "94",
    "95",
    "96",
    "98.5",
)
_PATTERNS = {
    Change.DOWN: (
        ("{w}下降{v}%以上", "{w}同比下降{v}%", "力争{w}下降{v}%", "推动{w}下降{v}%以上"),
        ("推动{w}下降", "有效降低{w}", "促进{w}逐步下降", "实现{w}明显下降", "压降{w}"),
    ),
    Change.UP: (
        ("带动{w}增长{v}%以上", "{w}同比增长{v}%", "{w}增长{v}%", "力争{w}提高{v}%以上"),
        ("促进{w}增长", "带动{w}稳步增长", "提高{w}", "增加{w}"),
    ),
    Change.RATE: (
        ("{w}达到{v}%以上", "{w}不低于{v}%", "{w}提升到{v}%", "力争{w}达到{v}%", "{w}{v}%以上"),
        ("提高{w}", "稳步提升{w}", "不断提高{w}"),
    ),
    Change.LOW: (
        ("{w}控制在{v}%以内", "{w}不超过{v}%", "{w}低于{v}%"),
        ("降低{w}", "持续压降{w}"),
    ),
    Change.COUNT: (("{w}{v}{u}", "{w}{v}{u}以上", "力争{w}{v}{u}", "{w}达到{v}{u}"), ()),
    Change.ZERO: (("确保{w}零发生", "{w}零发生", "实现{w}零发生"), ()),
}
_PRICES = (
    ("{name}不超过{v}{unit}", RowOperator.AT_MOST),
    ("{name}控制在{v}{unit}以内", RowOperator.AT_MOST),
    ("{name}为{v}{unit}", RowOperator.EQUAL),
)


def effects_prompt(text: str, *, mark: str | None = None) -> Prompt:
    """The question about the effects of these tasks."""
    return load_prompt("draft-effects").render(tasks=fence(text, mark=mark))


class Told(Frozen):
    """A clause, and the row that it calls for, if it does."""

    text: str
    row: Measure | None = None
    kind: str = ""


class _Numbers:
    """Numbers to print, no two alike in one text."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._given: set[str] = set()

    def one_of(self, values: Sequence[str]) -> str:
        fresh = [value for value in values if value not in self._given]
        if not fresh:
            raise UnfitError("numbers")
        value = self._rng.choice(fresh)
        self._given.add(value)
        return value

    def small(self) -> str:
        return self.one_of([str(number) for number in _SMALL])

    def large(self) -> str:
        return self.one_of([str(number) for number in self._rng.choice((_LARGE, _HUGE))])

    def into(self, words: str) -> str:
        """``words`` with numbers where they ask for them."""
        while "{n}" in words:
            words = words.replace("{n}", self.small(), 1)
        while "{m}" in words:
            words = words.replace("{m}", self.large(), 1)
        return words


def effect_example(rng: Random, sector: Sector) -> Example:
    """One to three tasks of this sector, whom they serve, and the effects that they state.

    Raises:
        UnfitError: this draw cannot be taught.
    """
    numbers = _Numbers(rng)
    # A sector without themes is one of those kept apart: there, whom the text leaves unnamed is
    # known to the library alone, which would be scored against itself.
    written = written_for(sector.name)
    wanted = rng.choice((1, 1, 2, 2, 3))
    texts: list[list[Told]] = []
    for place in range(wanted):
        theme = _theme(rng, sector, written)
        texts.append(_task(rng, theme, numbers, first=place == 0, known=bool(written)))
    if wanted > 1 and rng.random() < _LATER:
        # Whom it is for may come in a later task as well.
        texts.reverse()
    elif wanted > 1 and rng.random() < _OTHERS:
        # Others may be named after those: the first named are the ones whom it is for.
        who = rng.choice(theme.people)
        text = numbers.into(rng.choice(themes().helps).replace("{p}", who))
        texts[-1].append(Told(text=text, kind="several groups"))
    told = [part for task in texts for part in task]
    rows = _in_order(told)
    said = [part.text for part in told if part.text]
    if len(rows) > MOST_ROWS or len(told) > _MOST_CLAUSES:
        raise UnfitError("length")
    if len({row.name for row in rows}) < len(rows) or len(set(said)) < len(said):
        raise UnfitError("twice")
    text = _printed(rng, texts)
    kinds = dict.fromkeys(part.kind for part in told if part.kind)
    made = Sentence(text=text, measures=rows, kinds=(*kinds, f"{wanted} tasks"))
    return effects_example_of(rng, made, sector.name)


def effects_example_of(rng: Random, made: Sentence, sector: str) -> Example:
    """The example that teaches these tasks.

    Raises:
        UnfitError: it cannot be taught.
    """
    plan = plan_of(made.text)
    rows = taught_rows(made.measures, (plan,))
    mark = f"{rng.getrandbits(48):012x}"
    return Example(
        job=Job.EFFECTS,
        sector=sector,
        kinds=made.kinds,
        text=plan.task.text,
        prompt=effects_prompt(plan.task.text, mark=mark),
        answer=rows_answer(rows),
    )


def _theme(rng: Random, sector: Sector, written: tuple[Theme, ...]) -> Theme:
    if written and rng.random() >= _LIBRARY:
        return rng.choice(written)
    theme = theme_of(rng, rng.choice(sector.families), sector)
    if theme is None:
        raise UnfitError("nobody served")
    return theme


def _task(rng: Random, theme: Theme, numbers: _Numbers, *, first: bool, known: bool) -> list[Told]:
    """The clauses of one task; only the first says whom the unit serves."""
    works = rng.sample(theme.works, min(len(theme.works), rng.choice((1, 1, 2))))
    told = [Told(text=numbers.into(work)) for work in works]
    if first:
        told.extend(_served(rng, theme, numbers, known=known))
    wanted = rng.choice((0, 1, 1, 2)) if first else rng.choice((0, 0, 1))
    for effect in rng.sample(theme.effects, min(wanted, len(theme.effects))):
        told.append(_effect(rng, effect, numbers))
    if theme.costs and rng.random() < _PRICED * (1 if first else 0.5):
        told.append(_price(rng, rng.choice(theme.costs), numbers))
    opening, *others = told
    rng.shuffle(others)
    told = [opening, *others]
    for decoy in _decoys(rng, numbers):
        told.insert(rng.randint(0 if decoy.kind == "slogan" else 1, len(told)), decoy)
    return told


class _People(NamedTuple):
    """Whom a task serves: in the text's words, and whether the text says so at all."""

    words: str
    named: bool


def _served(rng: Random, theme: Theme, numbers: _Numbers, *, known: bool) -> list[Told]:
    """The clauses that say whom the work serves, how satisfied they are to be, how many."""
    who = _people(rng, theme, known=known)
    rated = rng.random() < _RATED
    told: list[Told] = []
    if rated:
        value = numbers.one_of(_RATES)
        open_words = not who.named or rng.random() < _NOBODY_NAMED
        lines = themes().anonymous if open_words else themes().asked
        text = rng.choice(lines).format(p=who.words, v=value)
        row = _satisfaction(who.words, text, value)
        told.append(Told(text=text, row=row, kind="satisfaction"))
        if not who.named or (not open_words and rng.random() < 0.6):
            return told
    elif not who.named:
        return [Told(text="", row=_satisfaction(who.words, "", None), kind="evident")]
    if rng.random() < _COUNTED:
        told.append(_beneficiaries(rng, who.words, numbers))
        if not rated:
            told.append(Told(text="", row=_satisfaction(who.words, told[-1].text, None)))
        return told
    lines = theme.helps if theme.helps and rng.random() < 0.6 else themes().helps
    broadly = "广大" if rng.random() < _BROADLY else ""
    text = numbers.into(rng.choice(lines).replace("{p}", broadly + who.words))
    told.append(
        Told(
            text=text,
            row=None if rated else _satisfaction(who.words, text, None),
            kind="people named",
        )
    )
    return told


def _people(rng: Random, theme: Theme, *, known: bool) -> _People:
    if known and theme.evident and rng.random() < _EVIDENT:
        return _People(theme.evident[0], named=False)
    if known and theme.heads and rng.random() < _COMPOSED:
        # Any words for people must do, so that they are copied from the text, not remembered.
        return _People(rng.choice(themes().modifiers) + rng.choice(theme.heads), named=True)
    return _People(rng.choice(theme.people), named=True)


def _satisfaction(who: str, words: str, value: str | None) -> Measure:
    return Measure(
        words=words,
        name=f"{who}满意度",
        level2=RowClass.SATISFACTION,
        operator=RowOperator.AT_LEAST,
        value=value,
        unit="%",
    )


def _beneficiaries(rng: Random, who: str, numbers: _Numbers) -> Told:
    """How many people it reaches, which is an effect."""
    pattern, stem = rng.choice(themes().counted)
    unit = "户" if who.endswith("户") else "家" if who.endswith("企业") else "人"
    value, unit = _counted(rng, unit, numbers)
    row = Measure(
        words=pattern.format(p=who, v=value, unit=unit),
        name=_with_metric(stem.replace("惠及", "受益").format(p=who), unit),
        level2=RowClass.SOCIAL,
        operator=RowOperator.AT_LEAST,
        value=value,
        unit=unit,
    )
    return Told(text=row.words, row=row, kind="people counted")


def _with_metric(words: str, unit: str) -> str:
    metric = metric_of(unit.removeprefix("万")) or "数量"
    return words + (metric[1:] if words.endswith(metric[0]) else metric)


def _effect(rng: Random, effect: Effect, numbers: _Numbers) -> Told:
    """A clause that states the effect, with a number or without."""
    stated, named = _PATTERNS[effect.change]
    with_number = not named or rng.random() < _STATED
    value, unit = None, effect.unit
    if with_number and effect.change is Change.COUNT:
        value, unit = _counted(rng, unit, numbers)
    elif with_number:
        value = _value(rng, effect, numbers)
    pattern = rng.choice(stated if with_number else named)
    low = effect.change is Change.LOW
    zero = effect.change is Change.ZERO
    row = Measure(
        words=pattern.format(w=effect.words, v=value, u=unit),
        name=effect.name or _name(effect),
        level2=effect.level2,
        operator=_operator(low=low, zero=zero),
        value=value,
        unit=unit or ("起" if zero else "%"),
    )
    return Told(text=row.words, row=row, kind="effect" if with_number else "effect, no number")


def _counted(rng: Random, unit: str, numbers: _Numbers) -> tuple[str, str]:
    """A count and its measure word, now and then in ten thousands."""
    if unit in _MANY and rng.random() < _IN_TEN_THOUSANDS:
        return numbers.one_of(("1.2", "2.6", "0.8", "3.4", "5", "12", "7.5")), f"万{unit}"
    return numbers.large(), unit


def _operator(*, low: bool, zero: bool) -> RowOperator:
    if zero:
        return RowOperator.EQUAL
    return RowOperator.AT_MOST if low else RowOperator.AT_LEAST


def _value(rng: Random, effect: Effect, numbers: _Numbers) -> str:
    if effect.change is Change.ZERO:
        return "0"
    if effect.change is Change.LOW:
        return numbers.one_of(("0.5", "1", "1.5", "2", "3", "5"))
    return numbers.one_of(_RATES if effect.change is Change.RATE else _CHANGES)


def _name(effect: Effect) -> str:
    if effect.change is Change.DOWN:
        return f"{effect.words}下降率"
    if effect.change is Change.UP:
        return f"{effect.words}增长率"
    if effect.change is Change.ZERO:
        return f"{effect.words}发生起数"
    if effect.change is Change.COUNT:
        metric = "金额" if effect.unit.endswith("元") else metric_of(effect.unit) or "数量"
        return effect.words + (metric[1:] if effect.words.endswith(metric[0]) else metric)
    return effect.words


def _price(rng: Random, price: Price, numbers: _Numbers) -> Told:
    pattern, operator = rng.choice(_PRICES)
    value = numbers.one_of(price.values)
    row = Measure(
        words=pattern.format(name=price.name, v=value, unit=price.unit),
        name=price.name,
        level2=RowClass.COST,
        operator=operator,
        value=value,
        unit=price.unit,
    )
    return Told(text=row.words, row=row, kind="cost")


def _decoys(rng: Random, numbers: _Numbers) -> list[Told]:
    """Clauses that call for no row here: staff, the inspected, last year, outputs, slogans."""
    told: list[Told] = []
    words = themes()
    while rng.random() < _DECOYS and len(told) < 3:
        kinds = {
            "staff": words.staff,
            "inspected": words.inspected,
            "before": words.before,
            "outputs": words.outputs,
            "slogan": wording().slogans,
        }
        kind = rng.choice(list(kinds))
        if not any(kind == other.kind for other in told):
            told.append(Told(text=numbers.into(rng.choice(kinds[kind])), kind=kind))
    return told


def _in_order(told: Sequence[Told]) -> tuple[Measure, ...]:
    """The rows: satisfaction first, then effects, then costs, each in the order of the text."""
    rows = [part.row for part in told if part.row is not None]
    if any(not row.words for row in rows):
        # Nobody is named: the work itself shows whom it serves.
        work = next(part.text for part in told if part.text and not part.row and not part.kind)
        rows = [row if row.words else row.model_copy(update={"words": work}) for row in rows]
    first = (RowClass.SATISFACTION,)
    return tuple(
        [row for row in rows if row.level2 in first]
        + [row for row in rows if row.level2 not in (*first, RowClass.COST)]
        + [row for row in rows if row.level2 is RowClass.COST]
    )


def _printed(rng: Random, texts: Sequence[Sequence[Told]]) -> str:
    """The tasks as a unit prints them: a line each, or one paragraph."""
    lines = []
    for task in texts:
        opening = f"{rng.choice(wording().openings)}，" if rng.random() < 0.2 else ""
        lines.append(opening + _joined(rng, [part.text for part in task if part.text]) + "。")
    if len(lines) == 1:
        return lines[0]
    shape = rng.choice(("lines", "numbered", "paragraph"))
    if shape == "numbered":
        lines = [f"{place}.{line}" for place, line in enumerate(lines, 1)]
    return ("" if shape == "paragraph" else "\n").join(lines)


def _joined(rng: Random, clauses: Sequence[str]) -> str:
    mark = rng.choice(("，", "，", "，", "；"))
    text = clauses[0]
    for clause in clauses[1:]:
        text += (mark if rng.random() < 0.85 else "。") + clause
    return text
