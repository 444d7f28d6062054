"""Numbers that lean on what was said before them: 其中农产品500批次, 成活率85%, 床位100张.

A name must say of what it is a rate or a part, so that it can be read alone in a table.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from assistant.drafting.facts import Fact, FactKind
from assistant.drafting.phrases import activity_in, clauses
from assistant.drafting.wording import activity_words, alternation

_SENTENCE = re.compile(r"[。;!?\n]")
_SCOPE = re.compile(r"[\w.]{1,6}(?:以上|以下|以内|及以上)|其他|其它|新增")
_BREAK = re.compile(r"其中[:,]?")


def related(
    facts: Sequence[Fact], plain: str, bare: str, lead: int = 0, *, earlier: str = ""
) -> tuple[Fact, ...]:
    """``facts`` of one text with their nouns completed by what stands before them.

    Args:
        facts: in order.
        plain: the normalised text.
        bare: the same with its numbers blanked.
        lead: offset of ``plain`` in the source text.
        earlier: the text before this one, its numbers blanked.
    """
    done: list[Fact] = []
    for fact in facts:
        before = plain[: fact.start - lead]
        known = bare[: fact.start - lead]
        told = _completed(fact, done, before, known, lead)
        leans = fact.kind is FactKind.RATE and told.noun == fact.noun
        if leans and earlier and not any(_objects(known)):
            told = _completed(fact, done, before, f"{earlier}。{known}", lead)
        done.append(told)
    return tuple(done)


def _completed(fact: Fact, done: list[Fact], before: str, bare: str, lead: int) -> Fact:
    noun = fact.noun
    if fact.kind is FactKind.COUNT and fact.value != "0":
        part = _is_part(noun)
        noun = _with_object(noun, bare) if part else _of_count(fact, done, before, lead)
    elif fact.kind is FactKind.FREQUENCY and _SEASON.fullmatch(noun):
        noun = _with_object(noun, bare)
    elif fact.kind is FactKind.RATE and _bare_rate().fullmatch(noun):
        timed = _in_time(noun, done, before, lead)
        last = done[-1].noun if timed != noun else ""
        noun = joined(last, timed) if len(last) >= 4 else _with_object(timed, bare)
    elif fact.kind is FactKind.COUNT and _BARE_MISHAP.fullmatch(noun):
        noun = _with_object(noun, bare)
    elif fact.kind is FactKind.STANDARD and (match := _BARE_STANDARD.fullmatch(noun)):
        noun = _standard_of(match, bare)
    elif fact.kind is FactKind.MONEY and _PAID_OUT.fullmatch(noun):
        noun = _with_object(noun, bare)
    elif fact.kind is FactKind.DEADLINE and _STAGE.fullmatch(noun):
        noun = _with_object(re.sub(r"到位$", "", noun), bare)
    elif fact.kind is FactKind.DURATION and _bare_limit().fullmatch(noun):
        noun = _with_object(re.sub(r"率$", "", noun), bare)
    return fact if noun == fact.noun else fact.model_copy(update={"noun": noun})


_BARE_MISHAP = re.compile(r"投诉|差错|失误|伤亡")
_BARE_STANDARD = re.compile(
    r"(?P<which>(?:小学|初中|高中|城市|农村|[A-D一二三]级|[A-D一二三]类|中央|本级)?)"
    r"(?:每[户生人]|[生人户]均)?(?P<paid>补助|补贴|资助|奖励|救助)?(?:标准)?"
)


def _standard_of(match: re.Match[str], bare: str) -> str:
    """C级每户补助 after 农村危房改造 is the C级农村危房改造补助."""
    if not match["which"] and not match["paid"]:
        return match[0]
    objects = list(_objects(bare))
    paid = [found for found in objects if re.search(r"补助|补贴|资助|奖励|救助", found)]
    found = next(iter(paid or objects), "")
    if not found:
        return match[0]
    if paid and re.match(r"发放|补助|资助", found):
        found = re.sub(r"^(?:发放|补助|资助)|金$", "", found)
    return match["which"] + found + ("" if paid else match["paid"] or "补助")


_PAID_OUT = re.compile(
    r"采购资金|建设资金|改造资金|维修资金|救助金|补助金|慰问金|奖励金|奖补资金|补助资金|补贴资金"
)
_STAGE = re.compile(
    r"(?:设备)?(?:安装|调试|安装调试|竣工验收|验收|交付|施工|建设|主体工程|主体)(?:到位)?"
)
_SEASON = re.compile(
    r"(?:森林)?(?:汛|枯水|丰水|防火|旱|雨|冬|夏|春|秋|采暖|供暖)(?:期|季)|节假日|重点时段"
)


@cache
def _bare_rate() -> re.Pattern[str]:
    """Rates that do not say of what; those that do (失业率, 升学率) are left alone."""
    return re.compile(
        rf"(?:达到|达)?(?:{alternation(activity_words().bare_rates)})(?:及时|准确|合格|完成|达标)?[率度]"
    )


@cache
def _bare_limit() -> re.Pattern[str]:
    words = activity_words()
    named = alternation((*words.bare_rates, "提前量", "工期", "建设工期", "到场"))
    return re.compile(rf"(?:{named})率?(?:时间|时限)?")


@cache
def _parts() -> frozenset[str]:
    return frozenset(activity_words().parts)


def _is_part(noun: str) -> bool:
    return noun in _parts() or bool(_SEASON.fullmatch(noun))


def _in_time(noun: str, done: list[Fact], before: str, lead: int) -> str:
    """7个工作日内答复率 is the rate of those answered in time."""
    last = done[-1] if done else None
    if last is None or last.kind is not FactKind.DURATION:
        return noun
    between = before[last.end - lead :]
    return noun if re.search(r"[,。;:!?、]", between) or "时" in noun else f"按时{noun}"


# --- parts of a sum -------------------------------------------------------------------------


def _of_count(fact: Fact, done: list[Fact], before: str, lead: int) -> str:
    """The noun of a count that is part of another (其中…), or one of a list (新建A 3个、B 4个)."""
    sentence = len(before) - len(_SENTENCE.split(before)[-1])
    counts = [f for f in done if f.kind is FactKind.COUNT and f.start - lead >= sentence]
    breaks = list(_BREAK.finditer(before, sentence))
    if breaks:
        whole = [f for f in counts if f.end - lead <= breaks[-1].start()]
        closed = ")" in before[breaks[-1].end() :] and before[: breaks[-1].start()].endswith("(")
        if whole and whole[-1].noun and not closed:
            return part_of(whole[-1].verb + whole[-1].noun, fact.verb + fact.noun)
    if counts and fact.noun and not fact.verb and before[counts[-1].end - lead :].startswith("、"):
        verb = _MAKES.match(counts[-1].verb + counts[-1].noun)
        if verb and not _any_verb().search(fact.noun) and not _GROWS.match(fact.noun):
            return verb[0] + fact.noun
    return fact.noun


_GROWS = re.compile(r"增加|扩大|提升|带动|惠及|受益|覆盖|服务|完成")
_MAKES = re.compile(
    r"新改建|改扩建|新建|改建|扩建|新增|维修|改造提升|改造|更新|购置|补植|新认定|新培育|培育"
)


@cache
def _any_verb() -> re.Pattern[str]:
    return re.compile(alternation(activity_words().result_verbs))


@cache
def _verb_at_end() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(activity_words().result_verbs)})$")


@cache
def _verb_at_start() -> re.Pattern[str]:
    return re.compile(rf"^(?:新改建|{alternation(activity_words().result_verbs)})+")


def part_of(whole: str, part: str) -> str:
    """The name of a part in the words of its whole: 食品抽检, 农产品 gives 农产品抽检."""
    if not part or _SCOPE.fullmatch(part):
        return part + whole
    for size in range(min(len(whole), len(part)), 1, -1):
        if whole.endswith(part[-size:]):
            return part if size == len(whole) else whole[:-size] + part
    if _any_verb().search(part):
        return part
    if match := _verb_at_end().search(whole):
        return part + match[0]
    match = _verb_at_start().match(whole)
    return match[0] + part if match else part


# --- what a rate is of ----------------------------------------------------------------------


def _with_object(noun: str, bare: str) -> str:
    """``noun`` after the nearest work named before it, shared words written once."""
    if _SEASON.fullmatch(noun):
        found = next(_objects(bare), "")
        return noun + found if found else noun
    wanted = next((v for k, v in activity_words().objects_of.items() if k in noun), ())
    # 报告率…、及时率: how timely is that of the very thing that the other rate counts.
    objects = list(_objects(bare, keep=noun.startswith(("及时", "准确", "完成"))))
    fitting = [found for found in objects if any(word in found for word in wanted)]
    found = next(iter(fitting or objects), "")
    return joined(found, noun) if found else noun


def _objects(bare: str, *, keep: bool = False) -> Iterator[str]:
    """The works named before a place, nearest first, rates and times aside."""
    ends = [span for span in clauses(bare) if "其中" not in _whole(bare, span)]
    if ends and ends[-1][1] >= len(bare.rstrip()):
        ends.pop()
    for start, end in reversed(ends):
        noun = activity_in(re.sub(r"(?:及?以[上下内]|左右|之内)\s*$", "", bare[start:end]).rstrip())
        rate = noun.endswith("率")
        noun = re.sub(r"率$" if keep else r"(?:及时|按时|按期|准确)?\w{2}率$", "", noun)
        noun = re.sub(r"日产日清$", "", noun)
        if len(noun) >= (4 if rate else 3) and not _NO_OBJECT.search(noun):
            yield noun


def _whole(bare: str, span: tuple[int, int]) -> str:
    """The sentence up to the end of a clause; a part (其中…) gives its name to nothing else."""
    return _SENTENCE.split(bare[: span[1]])[-1]


_NO_OBJECT = re.compile(
    r"(?:时间|时限|标准|资金|经费|投资|面积|到位|工期|单价|费)$|^(?:其中|每|覆盖|受益|惠及|带动|总|投资|预算)|[年月日]$|分别|单价|不超过|不少于|^解决|每[户人亩生]|^[A-D一二三]级"
)
_CARRIED = (
    "受理",
    "实施",
    "办理",
    "保障",
    "完成",
    "提供",
    "购置",
    "采购",
    "发放",
    "修复",
    "新建",
    "审结",
    "新增",
    "促进",
)


def joined(what: str, noun: str) -> str:
    """``what`` and ``noun`` as one name: 隐患排查 and 隐患整改率 share the 隐患."""
    for verb in _CARRIED:
        if what.startswith(verb) and len(what) >= len(verb) + 3:
            what = what.removeprefix(verb)
    key = re.sub(r"^按时", "", noun)[:2]
    if key == "水质":
        what = re.sub(r"(?:工程|设施)?(?:维修|养护|管护|建设|改造|巩固|提升)*$", "", what)
    if (place := what.find(key)) > 0:
        return what[:place] + noun
    if place == 0 and len(what) >= 4:
        return what[2:] + noun
    if len(noun) > 3 and what.endswith(noun[-3:-1]):
        what = what[:-2]
    return what + noun
