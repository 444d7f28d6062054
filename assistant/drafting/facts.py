"""Every number of the unit's own words, with what it counts, its bound and its exact place.

Deterministic and offline. What only looks like a quantity (years, document numbers, grades, set
phrases such as 四个意识, hotlines, list numbering) is none; what is said as a frequency or as
"全覆盖" gives a derived number, marked so.
"""

import re
from enum import StrEnum

from assistant.domain.calendar import CalendarMention, Moment
from assistant.domain.frozen import Frozen
from assistant.domain.indicator import Operator
from assistant.domain.target import PerformanceTarget
from assistant.drafting.wording import activity_words, contains_any, quantity_words


class FactKind(StrEnum):
    """What sort of number it is."""

    COUNT = "count"
    RATE = "rate"
    CHANGE = "change"
    """A rate or amount by which something rises or falls; ``noun`` ends in 下降率, 增长率 …"""
    MONEY = "money"
    STANDARD = "standard"
    """Money per person, mu, month …"""
    DEADLINE = "deadline"
    FREQUENCY = "frequency"
    DURATION = "duration"
    """An upper limit of time (3个工作日内)."""
    OTHER = "other"


class FactRole(StrEnum):
    """What the number is to an indicator table."""

    OUTPUT = "output"
    """Something the unit will do or reach."""
    COST = "cost"
    """Money that it may spend."""
    CONTEXT = "context"
    """Background: how many there are, what was done before, what it is called."""


class Aside(StrEnum):
    """Why a number is no output of this year."""

    PAST = "past"
    """What was reached before, or so far."""
    EXISTING = "existing"
    """What there is: people, places, stock."""
    SHARE = "share"
    """A part of a sum that another number gives (其中中央48元)."""
    WHOLE = "whole"
    """What several years cost together, where the text also gives this year's part."""
    NAME = "name"
    """Part of a name or of a description."""
    UNIT = "unit"
    """A number without a measure word."""
    EVENT = "event"
    """A day on which something begins or takes place."""
    CONDITIONAL = "conditional"
    """Work that depends on something else (若上级资金到位，再…; 视情), or that gets no row."""
    HANDLED = "handled"
    """Money that passes through the unit's hands and is nobody's cost here (送审金额)."""
    NOTHING = "nothing"
    """None is planned (新增三级医院0家)."""


class Fact(Frozen):
    """One number of the text.

    Attributes:
        kind: what sort of number it is.
        role: whether a row should measure it.
        source: id of the task, or ``goal``.
        start: offset of the first character in the source text.
        end: offset after the last.
        quote: exactly ``text[start:end]``.
        operator: the bound that the words set; a plain count is a lower bound.
        value: the number, without thousands marks; for a deadline the words as printed.
        unit: measure word as printed, or "".
        noun: what is counted, or "".
        verb: result verb that belongs into a name (新建), or "".
        per: the words "for each" before the number (每村), or "".
        derived: True where the number was computed (每月 gives 12).
        until: year, month and day of a deadline; the year is None where not printed.
        sure: False where the number is a convention (每日 gives 365) or only near (约40场).
        aside: why it is context, where it is.
        others: place and noun of other things of which the same number is said.
        part: True for a part of what another number of the text counts (其中…).
    """

    kind: FactKind
    role: FactRole
    source: str
    start: int
    end: int
    quote: str
    operator: Operator
    value: str
    unit: str = ""
    noun: str = ""
    verb: str = ""
    per: str = ""
    derived: bool = False
    until: tuple[int | None, int, int] | None = None
    sure: bool = True
    aside: Aside | None = None
    others: tuple[tuple[int, str], ...] = ()
    part: bool = False


class SourceText(Frozen):
    """One piece of the unit's own words.

    Attributes:
        id: ``T3``, ``goal``.
        text: the words, as they stand.
    """

    id: str
    text: str


def sources_of(target: PerformanceTarget) -> tuple[SourceText, ...]:
    """The unit's own words: each task, then the goal."""
    texts = [SourceText(id=task.id, text=task.text) for task in target.tasks if task.text.strip()]
    if target.goal and target.goal.strip():
        texts.append(SourceText(id="goal", text=target.goal))
    return tuple(texts)


_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def last_day(moment: Moment) -> tuple[int | None, int, int]:
    """Year, month and day on which a time named by its end is over."""
    month = moment.month or 12
    days = _MONTH_DAYS[month - 1]
    return moment.year, month, min(moment.day or days, days)


def deadline_words(mention: CalendarMention) -> str:
    """A deadline as a name prints it: its own words where they are one, else with 前 or 底前."""
    words = re.sub(r"(?:19|20)\d\d年度?|当年|本年度?|今年", "", mention.text) or mention.text
    words = re.sub(r"(?:之前|以前)$", "前", words).replace("月份", "月")
    if mention.first is not None and mention.last is not None:
        # 5月至10月 is over with October.
        words = re.split(r"至|到|-|~|—|–|～", words)[-1]
    if words.endswith(("前", "内")):
        return words
    if words.endswith("半年"):
        return f"{words}内"
    return f"{words}前" if words.endswith(("日", "号", "底", "末", "旬")) else f"{words}底前"


def is_injection(text: str) -> bool:
    """True for words that talk to a program instead of naming work."""
    return contains_any(text, activity_words().injection)


def is_earned(text: str) -> bool:
    """True where money is brought in or saved, so that more of it is better."""
    spent = re.sub(r"消费(?=券|帮扶|补贴|者)", "", text)
    return contains_any(spent, quantity_words().earned)
