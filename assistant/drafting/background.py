"""What is told of the past or of what there is: no output, though it has a number.

A number is background from the word that says so (去年, 现有, an earlier year) to the word that
turns to the plan (今年, 计划, the budget year) or to the end of its sentence. What there is ends
where a clause begins with work (现有企业200家，检查企业100家).
"""

import re
from collections.abc import Sequence
from functools import cache

from assistant.drafting.facts import Aside, SourceText
from assistant.drafting.wording import activity_words, alternation, contains_any, quantity_words

_SENTENCE = re.compile(r"[。;!?\n]")
_COMPARED = re.compile(
    r"(?:比|较|同比|不低于|不少于|高于|低于|超过|不超过|达到|优于|与|同)(?:上年|去年|往年|上一年)(?:度|末)?(?:同期)?"
    r"|(?:比|较|与|同|相比)(?:19|20)\d\d年(?:度|末)?"
)
_PAST = re.compile(r"上年|去年|往年|历年|上一年|截至|截止|目前|已完成|已建成|已累计|历史")
_YEAR = re.compile(
    r"(?:^|(?<=[,、\s]))(?:我?[县市区镇乡局校院]|全[县市区镇乡局校院])?(?P<year>20\d\d)年"
)
_PLAN = re.compile(r"今年|本年|当年|计划|力争|目标|预计|确保|将(?!近)|拟(?=.)|继续|下一步")
_SHARE = re.compile(
    r"(?:全[县市区镇乡校州]|辖区|我[县市区镇乡校])[^,]{2,24},\s*占(?:比|总|全)[^,]*"
)
_PUPILS = re.compile(r"在校[^\W\d]{0,4}生")
_GOVERNS = re.compile(r"辖(?=\d|$)")


def background_of(plain: str, place: int, year: int | None) -> Aside | None:
    """Why the number at ``place`` is background, or None where it may be an output.

    Args:
        plain: the normalised text.
        place: offset of the number.
        year: budget year, so that an earlier one is the past.
    """
    begin = max((m.end() for m in _SENTENCE.finditer(plain, 0, place)), default=0)
    told = _COMPARED.sub(lambda match: " " * len(match[0]), plain[begin:place])
    if _is_past(told, year):
        return Aside.PAST
    sentence = _SENTENCE.split(plain[begin:], maxsplit=1)[0]
    for match in _SHARE.finditer(sentence):
        if match.start() <= place - begin < match.end() and not _works().search(match[0]):
            return Aside.EXISTING
    return Aside.EXISTING if _exists(told) else None


def is_among_existing(plain: str, place: int) -> bool:
    """Whether the clause counts staff and the like, who are there (在职, 离休, 涉及)."""
    near = re.split(r"[,。;!?\n、]", plain[:place])[-1]
    return contains_any(near, quantity_words().existing)


def _is_past(told: str, year: int | None) -> bool:
    past = max((m.start() for m in _PAST.finditer(told)), default=-1)
    plan = max((m.start() for m in _PLAN.finditer(told)), default=-1)
    for match in _YEAR.finditer(told):
        place, said = match.start("year"), int(match["year"])
        if year is not None and said < year:
            past = max(past, place)
        else:
            plan = max(plan, place)
    return past > plan


@cache
def _works() -> re.Pattern[str]:
    return re.compile(alternation(activity_words().result_verbs))


@cache
def _begins_work() -> re.Pattern[str]:
    words = activity_words()
    light = [verb for verb in words.light_verbs if len(verb) > 1]
    return re.compile(rf"\s*(?:{alternation((*words.result_verbs, *light))})")


def _exists(told: str) -> bool:
    """Whether a word for what there is rules the last clause of ``told``."""
    words = quantity_words()
    for clause in reversed(told.split(",")):
        if contains_any(clause, words.background) or _GOVERNS.search(clause):
            return True
        counts_people = contains_any(clause, words.population) or _PUPILS.search(clause)
        if counts_people and not _works().search(clause):
            return not _begins_work().match(clause)
        if _begins_work().match(clause) or _PLAN.search(clause):
            return False
    return False


def budget_year(sources: Sequence[SourceText], year: int | None) -> int | None:
    """``year`` where the texts tell past and plan apart; None where all of it is last year's.

    A form that was copied with its old year in every task still says what will be done.
    """
    if year is None:
        return None
    texts = [source.text for source in sources if re.search(r"\d", source.text)]
    if any(_PLAN.search(text) or f"{year}年" in text for text in texts):
        return year
    old = [any(int(m["year"]) < year for m in _YEAR.finditer(text)) for text in texts]
    return None if old and all(old) else year
