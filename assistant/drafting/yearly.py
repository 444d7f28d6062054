"""Money of several levels: 总投资1450万元，其中本年安排620万元.

What a project costs over its years is no ceiling of this year's where the text also says what this
year may spend; the year's part is named after the work whose part it is.
"""

import re
from collections.abc import Sequence

from assistant.drafting.facts import Aside, Fact, FactKind, FactRole

_WHOLE = re.compile(
    r"(?:总投资|总概算|概算|总造价|总预算|合同(?:总价|价款|金额)|投资总额)[^,。;:!?\n元]*$"
)
_THIS_YEAR = re.compile(
    r"(?:本年度?|今年|当年|年内|年度|20\d\d年度?)(?:计划|拟|预算|财政)*"
    r"(?:安排|投入|投资|预算|支付|拨付|下达|完成投资|资金|需|支出)+(?:资金|投资|预算|支出|为|约)*$"
)


def of_this_year(facts: Sequence[Fact], plain: str, lead: int = 0) -> tuple[Fact, ...]:
    """``facts`` of one text, sums over several years as background beside this year's part.

    Args:
        facts: in order.
        plain: the normalised text.
        lead: offset of ``plain`` in the source text.
    """
    sums = [fact for fact in facts if fact.kind is FactKind.MONEY and fact.role is FactRole.COST]
    wholes = [fact for fact in sums if _WHOLE.search(plain, 0, fact.start - lead)]
    parts = [fact for fact in sums if _THIS_YEAR.search(plain, 0, fact.start - lead)]
    parts = [fact for fact in parts if fact not in wholes]
    if not wholes or not parts:
        return tuple(facts)
    told = {fact.start: _as_whole(fact) for fact in wholes if fact.start < parts[0].start}
    told |= {part.start: _as_part(part, wholes[0]) for part in parts[:1]}
    return tuple(told.get(fact.start, fact) for fact in facts)


def _as_whole(fact: Fact) -> Fact:
    return fact.model_copy(update={"role": FactRole.CONTEXT, "aside": Aside.WHOLE})


_ONLY_MONEY = re.compile(
    r"(?:本年度?|今年|当年|年内|年度|计划|财政|其中)*(?:安排|投入|投资|预算|支付|拨付|下达|完成|资金|支出)*"
)


def _as_part(fact: Fact, whole: Fact) -> Fact:
    """This year's part under the name of the whole, where it has none of its own."""
    noun = fact.noun
    if _ONLY_MONEY.fullmatch(noun) or re.search(r"总?投资$", noun):
        work = re.sub(r"(?:概算|总|估算|计划)*(?:投资|概算|造价|预算)(?:额|总额)?$", "", whole.noun)
        noun = f"{work}本年投资" if len(work) >= 2 else "本年投资"
    return fact.model_copy(update={"noun": noun})
