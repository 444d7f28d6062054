"""What an indicator's name says: its head, its verb, its polarity, whose satisfaction, by when."""

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from assistant.domain.calendar import CalendarMention, read_calendar
from assistant.domain.frequency import Duration, Frequency, read_durations, read_frequencies
from assistant.domain.quantity import normalise
from assistant.validators.wording import classes, endings, openings, phrases, words


class Head(StrEnum):
    """What kind of figure a name ends in."""

    NONE = "none"
    """No metric noun: the name tells of work or hope."""
    SATISFACTION = "satisfaction"
    RATE = "rate"
    PEOPLE = "people"
    COUNT = "count"
    MONEY = "money"
    AREA = "area"
    LENGTH = "length"
    VOLUME = "volume"
    TIME = "time"
    DEGREE = "degree"


class Polarity(StrEnum):
    """Which way a figure of this name should point."""

    MORE = "more"
    LESS = "less"
    OPEN = "open"


class CatchAll(StrEnum):
    """Whether a name promises everything."""

    NO = "no"
    WHOLE = "whole"
    """上级交办的各项任务."""
    LIST = "list"
    """A list left open by 等工作."""


class NameFacts(NamedTuple):
    """One indicator name.

    Attributes:
        core: the name without row marks (★, 指标1:) and marks at its end.
        length: characters of the whole core; what is read of it ends at 300.
        bare: the core without brackets and figures at its end.
        head: what kind of figure it ends in.
        head_word: the metric noun, or "".
        verb: the action verb it begins with, adverbs set aside, or "".
        polarity: which way the figure should point.
        catch_all: whether it promises everything.
        macro: the words of an effect too wide to own, or "".
        state: the words of a state or direction that has no count of its own, or "".
        bare_time: it states a time and nothing else (按时发放).
        satisfaction_of: whose satisfaction it names; None where it names none.
        parts: verb-object clauses, or metric nouns, that make it more than one indicator.
        dates: calendar expressions.
        frequencies: how often.
        durations: how long.
        has_figure: a number stands in it.
    """

    core: str
    length: int
    bare: str
    head: Head
    head_word: str
    verb: str
    polarity: Polarity
    catch_all: CatchAll
    macro: str
    state: str
    bare_time: bool
    satisfaction_of: str | None
    parts: tuple[str, ...]
    dates: tuple[CalendarMention, ...]
    frequencies: tuple[Frequency, ...]
    durations: tuple[Duration, ...]
    has_figure: bool


_DEFINITE = (Head.AREA, Head.LENGTH, Head.VOLUME, Head.MONEY, Head.PEOPLE, Head.SATISFACTION)
"""Measures by which even work from above is a thing of its own (下达造林任务完成面积)."""
_LONGEST = 300
"""Characters of a name that are read; a cell that holds a pasted page is too long anyway."""
_END_MARKS = "。.,，;；、:： "
_BRACKETED_END = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]\s*$")
_FIGURE_END = re.compile(
    r"\s*(?:[≥≤><=]+\s*(?:\*+|\d+(?:\.\d+)?)?|(?:不低于|不少于|不高于|不超过|达到?)\s*\d+(?:\.\d+)?)"
    r"\s*(?:%|[^\s\d,;]{0,4})?$"
    r"|\d+(?:\.\d+)?\s*(?:%|[人名个次场亩户件项家元万处台套]{0,3})$"
)
_DIGIT = re.compile(r"\d")
# Not inside 及时, 及其, 普及, 涉及, 参与, 和谐: those are words, not a list.
_PAIR_MARKS = re.compile(
    r"[、,;]|和(?!谐)|(?<![普涉波])及(?![时其格])|(?<!参)与(?!会)|以及"
    r"|(?<=[^\d])[/+](?=[^\d])|(?<![合归])并(?![网购轨案联列存入]|发(?![放动布给送]))|(?<=.)同时(?!在)"
)
_CLAUSE_MARKS = re.compile(
    r"[,;。、]|以及|和(?!谐)|(?<![普涉波])及(?![时其格])|(?<!参)与(?!会)"
    r"|(?<![合归])并(?![网购轨案联列存入]|发(?![放动布给送]))|(?<=.)同时(?!在)|(?<=.)兼(?!职)|[+]"
)
_LIGHT_VERBS = frozenset({"开展", "组织", "举办", "进行", "做好", "召开", "实施"})
"""Verbs that take another verb for their object (开展培训)."""
_SATISFIED = re.compile(
    r"(?:满意度|满意率|满意程度|认可度|认可率|好评率|好评度|叫好率|称赞率|点赞率|(?<=[一-龥])好评|认同度|认同率|认同程度|美誉度|(?<!不)满意)(?:情况|水平|状况|指标)?$"
)


def _core(name: str) -> str:
    text = normalise(name).strip(_END_MARKS)
    mark = phrases("names.row_marks")
    while (found := mark.find(text)) is not None:
        text = text[len(found) :].strip(_END_MARKS)
    return text


def _bare(core: str) -> str:
    text = core
    while (shorter := _BRACKETED_END.sub("", text).rstrip(_END_MARKS)) != text and shorter:
        text = shorter
    return _FIGURE_END.sub("", text).rstrip(_END_MARKS) or text


def _head(bare: str) -> tuple[Head, str]:
    """The metric noun; one that a tail such as 提升 or 达到 hides counts too."""
    for _ in range(3):
        found = classes("names.metric_heads").find(bare)
        if found is not None:
            return Head(found[0]), found[1]
        tail = endings("names.metric_tails").find(bare)
        if tail is None:
            break
        bare = bare[: -len(tail)]
    return Head.NONE, ""


def leading_verb(text: str) -> str:
    """The action verb that a text begins with, adverbs before it set aside, or ""."""
    for _ in range(3):
        verb = openings("names.action_verbs").find(text)
        if verb is not None:
            return verb
        adverb = openings("names.adverbs").find(text)
        if adverb is None:
            return ""
        text = text[len(adverb) :].removeprefix("地")
    return ""


def _polarity(bare: str) -> Polarity:
    bare = bare.replace("比率", "率")
    good = endings("direction.positive_rates").find(bare)
    if good is not None:
        spoilt = words("direction.spoilers").find(bare[: -len(good)])
        return Polarity.OPEN if spoilt else Polarity.MORE
    if phrases("direction.negative_heads").find(bare) or phrases("direction.waits").find(bare):
        return Polarity.LESS
    return Polarity.MORE if phrases("direction.positive_rate_shapes").find(bare) else Polarity.OPEN


def _catch_all(bare: str, core: str, head: Head) -> CatchAll:
    if phrases("tasks.catch_all").find(bare):
        definite = head in _DEFINITE or phrases("tasks.catch_all_measured").find(bare)
        return CatchAll.NO if definite else CatchAll.WHOLE
    return CatchAll.LIST if phrases("tasks.open_list").find(core) else CatchAll.NO


def _verb_objects(text: str) -> tuple[str, ...]:
    """Clauses that each have a verb and an object of their own."""
    found: dict[str, str] = {}
    for clause in _CLAUSE_MARKS.split(text):
        clause = clause.strip()
        verb = leading_verb(clause) or ("对" if clause.startswith("对") else "")
        rest = clause.partition(verb)[2] if verb else ""
        if len(rest) >= 2 and not _is_one_noun(verb, rest):
            found.setdefault(rest, clause)
    return tuple(found.values())


def _is_one_noun(verb: str, rest: str) -> bool:
    """Whether verb and rest are a noun or a string of verbs (培训资料, 监督检查, 培训人次)."""
    if leading_verb(rest) == rest:
        return verb not in _LIGHT_VERBS or rest in _LIGHT_VERBS
    metric = classes("names.metric_heads").find(rest)
    if metric is not None and metric[1] == rest:
        return True
    return words("names.nounlike_verbs").matches(verb) and words("names.noun_seconds").matches(rest)


def _direction(core: str, head: Head) -> str:
    """The verb of change that opens a name without a measure (传承红色记忆), or ""."""
    verb = leading_verb(core) if head is Head.NONE else ""
    return verb if verb and words("effects.change_verbs").matches(verb) else ""


def _metric_nouns(bare: str) -> tuple[str, ...]:
    """Parts of a list that each end in a metric noun of their own (覆盖率和满意度)."""
    # 产值与总产值之比 is one figure.
    if bare.endswith("比"):
        return ()
    parts = [part.strip() for part in _PAIR_MARKS.split(bare)]
    objects = endings("names.objects_of_money")
    measured = [
        part
        for part in parts
        if len(part) > 1
        and classes("names.metric_heads").find(part) is not None
        and (part == parts[-1] or objects.find(part) is None)
    ]
    return tuple(measured) if len(measured) >= 2 and measured[-1] == parts[-1] else ()


def _parts(core: str, bare: str) -> tuple[str, ...]:
    if not (_PAIR_MARKS.search(core) or _CLAUSE_MARKS.search(core)):
        return ()
    clauses = _verb_objects(_strip_dates(core))
    if len(clauses) >= 2:
        return clauses
    return _metric_nouns(bare) or _different_works(bare)


def _different_works(bare: str) -> tuple[str, ...]:
    """Parts of a list that each name an object and, after it, what is done with it.

    One deed on two objects (妇女、儿童体检) or two on one (道路清扫、保洁) is one indicator still.
    """
    head = classes("names.metric_heads").find(bare)
    parts = [part.strip() for part in _PAIR_MARKS.split(bare.removesuffix(head[1] if head else ""))]
    works: dict[str, str] = {}
    for part in parts:
        verb = endings("names.closing_verbs").find(part)
        thing = part.removesuffix(verb) if verb else ""
        if verb is None or len(thing) < 2 or endings("names.closing_verbs").find(thing):
            return ()
        works.setdefault(verb, part)
    return tuple(works.values()) if len(works) >= 2 else ()


def _strip_dates(text: str) -> str:
    for mention in reversed(read_calendar(text)):
        text = text[: mention.start] + text[mention.end :]
    return text


@lru_cache(maxsize=1024)
def read_name(name: str) -> NameFacts:
    """The facts of a name; the same name is read once."""
    whole = _core(name)
    core = whole[:_LONGEST]
    bare = _bare(core)
    head, head_word = _head(bare)
    satisfied = _SATISFIED.search(bare) if not words("direction.unsatisfied").find(bare) else None
    return NameFacts(
        core,
        len(whole),
        bare,
        head,
        head_word,
        leading_verb(core),
        _polarity(bare),
        _catch_all(bare, core, head),
        phrases("effects.macro").find(bare) or "",
        phrases("effects.states").find(bare) or _direction(core, head),
        phrases("effects.bare_times").find(bare) is not None,
        bare[: satisfied.start()] if satisfied else None,
        _parts(core, bare),
        read_calendar(core),
        read_frequencies(core),
        read_durations(core),
        _DIGIT.search(core) is not None,
    )
