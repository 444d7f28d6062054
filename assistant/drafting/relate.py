"""Numbers that lean on what was said before them: 其中农产品500批次, 成活率85%, 床位100张.

A name must say of what it is a rate or a part, so that it can be read alone in a table.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from assistant.drafting.facts import Aside, Fact, FactKind, FactRole
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
        if done and (told := _by_its_day(done[-1], fact, plain, bare, lead)):
            done[-1] = told
            continue
        before = plain[: fact.start - lead]
        known = bare[: fact.start - lead]
        told = _completed(fact, done, before, known, lead)
        if done and (named := _part_by_its_day(done, told, plain, lead)):
            done[-1] = named
            continue
        leans = fact.kind is FactKind.RATE and told.noun == fact.noun
        if leans and earlier and not any(_objects(known)):
            told = _completed(fact, done, before, f"{earlier}。{known}", lead)
        done.append(told)
    return tuple(done)


def _by_its_day(deadline: Fact, rate: Fact, plain: str, bare: str, lead: int) -> Fact | None:
    """9月底前竣工率100% is one promise, with its day in the name."""
    between = plain[deadline.end - lead : rate.start - lead].strip(" ,")
    timed = deadline.kind is FactKind.DEADLINE and rate.kind is FactKind.RATE
    share = _DONE_SHARE.fullmatch(between)
    if not timed or not (share or _DONE_RATE.fullmatch(between)):
        return None
    found = next(_objects(bare[: deadline.start - lead]), "")
    if share:
        return rate.model_copy(update={"noun": f"{found}{deadline.value}{share['done']}率"})
    return rate.model_copy(update={"noun": f"{found}{deadline.value}{rate.noun}"})


def _part_by_its_day(done: list[Fact], fact: Fact, plain: str, lead: int) -> Fact | None:
    """改造62公里,其中国庆前完成40公里: the part is named by its day."""
    day = done[-1]
    if day.kind is not FactKind.DEADLINE or fact.kind is not FactKind.COUNT:
        return None
    between = plain[day.end - lead : fact.start - lead]
    same = (f.unit == fact.unit and f.verb + f.noun == fact.verb + fact.noun for f in done)
    if not _DONE_COUNT.fullmatch(between.strip()) or not any(same):
        return None
    return fact.model_copy(
        update={"noun": f"{day.value}{fact.verb}{fact.noun}", "verb": "", "part": True}
    )


_DONE_COUNT = re.compile(r"(?:要|须|力争|确保)?(?:完成|建成|改造|发放)?(?:不少于|至少)?")
_DONE_SHARE = re.compile(
    r"(?:要|须|力争|确保)?(?P<done>完成|结题|结项|完工|竣工|开工|建成|投用|发放|兑付|办结|验收|整改|拨付|支付)(?:任务|进度|总量|年度任务|总任务)?的?(?:过|达到|达)?"
)


_DONE_RATE = re.compile(
    r"(?:全部|力争|确保)?(?:竣工|完工|完成|交付|投用|建成|发放|兑付|办结|开工|到位|验收)率(?:不低于|不少于|达到|达|为)?"
)


def _completed(fact: Fact, done: list[Fact], before: str, bare: str, lead: int) -> Fact:
    if fact.kind in (FactKind.COUNT, FactKind.FREQUENCY) and fact.value != "0":
        return _completed_count(fact, done, before, bare, lead)
    noun = fact.noun
    if match := _OF_LAST.match(noun):
        noun = _last_counted(done, bare) + (match["rest"] if match[0] != "被" else noun)
    elif fact.kind is FactKind.CHANGE and _CHANGE_ALONE.fullmatch(noun):
        noun = next(_objects(bare, rates=True), "") + noun
    elif fact.kind in (FactKind.MONEY, FactKind.STANDARD):
        return _of_money(fact, done, before, bare, lead)
    elif fact.kind is FactKind.RATE and _bare_rate().fullmatch(noun):
        timed = _in_time(noun, done, before, lead)
        last = done[-1].noun if timed != noun else ""
        noun = joined(last, timed) if len(last) >= 4 else _with_object(timed, bare)
    elif fact.kind is FactKind.COUNT and _BARE_MISHAP.fullmatch(noun):
        noun = _with_object(noun, bare)
    elif fact.kind is FactKind.DEADLINE and _STAGE.fullmatch(noun):
        noun = _with_object(re.sub(r"(?:到位|完毕|启用|投用)$", "", noun), bare)
    elif fact.kind is FactKind.DURATION and _bare_limit().fullmatch(noun):
        noun = _with_object(re.sub(r"率$", "", noun), bare)
    return fact if noun == fact.noun else fact.model_copy(update={"noun": noun})


_OF_LAST = re.compile(r"(?:被|其(?!他|它|中|余))(?P<rest>)")
_CHANGE_ALONE = re.compile(
    r"(?:同比|环比|较上年|比上年|较去年|比去年|年均|较|比)*(?:增长|提高|提升|增加|上升|下降|降低|减少)(?:率|幅度)?"
)


def _last_counted(done: Sequence[Fact], bare: str) -> str:
    """The last thing counted, without the verb before it."""
    last = next((f for f in reversed(done) if f.kind is FactKind.COUNT and f.noun), None)
    return without_verb(last.noun) if last else next(_objects(bare), "")


def without_verb(noun: str) -> str:
    """提交审计信息 as 审计信息."""
    match = _verb_at_start().match(noun) or _GIVES.match(noun)
    return noun[match.end() :] if match and len(noun) - match.end() >= 2 else noun


_GIVES = re.compile(r"提交|报送|形成|撰写|完成|征集|受理")


def _completed_count(fact: Fact, done: list[Fact], before: str, bare: str, lead: int) -> Fact:
    """A count or frequency under a noun that can be read alone."""
    noun, part = fact.noun, False
    whole = _same_work(fact, done) or _printed(fact, done) or _under_heading(fact, before)
    if whole := _paid_regularly(fact, done, before, lead) or whole:
        return fact.model_copy(update={"noun": whole, "verb": ""})
    if _IN_ALL.fullmatch(noun):
        noun = next(_objects(bare), noun)
    elif noun.startswith("被"):
        noun = _last_counted(done, bare) + noun
    elif _HARVEST.fullmatch(noun):
        noun = _crop(bare) + noun
    elif _TIER.fullmatch(noun):
        noun = _at_tier(noun, done)
    elif fact.kind is FactKind.COUNT:
        if _is_part(noun):
            noun = _with_object(noun, bare)
        else:
            noun, part = _of_count(fact, done, before, lead)
    elif _SEASON.fullmatch(noun):
        noun = _with_object(noun, bare)
    if noun == fact.noun and not part:
        return fact
    return fact.model_copy(update={"noun": noun, "part": part})


def _same_work(fact: Fact, done: list[Fact]) -> str:
    """今年计划改造62公里 after 去年完成农村公路改造45公里: the noun said before, or ""."""
    noun = fact.noun
    if not noun or _is_part(noun) or not _verb_at_start().fullmatch(noun):
        return ""
    return next((f.noun for f in reversed(done) if f.unit == fact.unit and noun in f.noun), "")


def _paid_regularly(fact: Fact, done: list[Fact], before: str, lead: int) -> str:
    """管水员每人每月补助300元按季发放: what falls due is what was named just before, or ""."""
    if not (done and fact.kind is FactKind.FREQUENCY and fact.quote.startswith("按")):
        return ""
    last = done[-1]
    follows = not before[last.end - lead :].strip(" ,")
    return last.noun if follows and last.kind is FactKind.STANDARD else ""


def _printed(fact: Fact, done: list[Fact]) -> str:
    """出版年鉴1部，印刷500册: copies of what was counted last, or ""."""
    if fact.verb + fact.noun not in ("印刷", "印制", "印数", "刊印"):
        return ""
    last = next((f for f in reversed(done) if f.kind is FactKind.COUNT and f.noun), None)
    what = re.sub(r"^(?:出版|编印|编纂|编写|编撰|编制)", "", last.noun) if last else ""
    return what + fact.verb + fact.noun if len(what) >= 2 else ""


_IN_ALL = re.compile(r"(?:共|总共)(?:改造|建设|新建|维修|实施|完成)")
_HARVEST = re.compile(r"(?:总|年)?(?:产量|单产|产能|出栏量|存栏量)")
_TIER = re.compile(r"[省市县区镇乡村]级")


def _crop(bare: str) -> str:
    """What is grown, of which a yield is told: 粮食播种面积 gives 粮食."""
    for start, end in reversed(clauses(bare)):
        if grown := _GROWN.match(before_number(bare[start:end])):
            return without_verb(grown["what"])
    return ""


_GROWN = re.compile(r"(?P<what>[^\W\d]{2,}?)(?:播种|种植|栽培|养殖|基地|茶园|果园)(?:面积|规模)?$")


def _at_tier(noun: str, done: Sequence[Fact]) -> str:
    """镇级 after 河长制巡河县级: the same work at another level."""
    last = next((f.noun for f in reversed(done) if _TIER.search(f.noun)), "")
    return _TIER.sub(noun, last, count=1) if last else noun


def _of_money(fact: Fact, done: list[Fact], before: str, bare: str, lead: int) -> Fact:
    """An amount under the thing that is paid for; a share of another sum is none of its own."""
    noun = fact.noun
    sentence = len(before) - len(_SENTENCE.split(before)[-1]) + lead
    near = [other for other in done if other.start >= sentence]
    sums = [other for other in near if other.kind in (FactKind.MONEY, FactKind.STANDARD)]
    if _FUNDER.fullmatch(noun) and sums:
        return fact.model_copy(update={"role": FactRole.CONTEXT, "aside": Aside.SHARE})
    counted = [
        other
        for other in near
        if other.kind is FactKind.COUNT
        and other.aside is not Aside.PAST
        and not other.part
        and len(other.noun) >= 2
        and not _GAINS.match(other.verb + other.noun)
    ]
    clause = re.split(r"[,。;:!?、\n(]", before)[-1]
    handed = _HANDED_OUT.findall(_SENTENCE.split(bare)[-1])
    alone = bool(handed) and not counted and handed[-1] not in noun and _EACH_FIRST.match(clause)
    if (
        alone
        and fact.kind is FactKind.STANDARD
        and _PAID_ALONE.fullmatch(_EACH_FIRST.sub("", clause))
    ):
        return fact.model_copy(update={"noun": handed[-1]})
    if counted and (beside := _beside(fact, counted[-1], before, lead)):
        return beside
    last = counted[-1].verb + counted[-1].noun if counted else ""
    aided = _AIDED.fullmatch(noun) if fact.kind is FactKind.STANDARD and noun == last else None
    if aided and aided["aid"].endswith("救助"):
        noun = aided["whom"] + aided["aid"]
    elif noun == "价值":
        noun = next(_objects(bare), "") + noun
    elif _PRICE.fullmatch(noun) and counted:
        noun = without_verb(counted[-1].noun) + "单价"
    elif fact.kind is FactKind.STANDARD and _is_paid_alone(noun, counted):
        noun = _paid_for(fact, noun, counted, bare)
    elif fact.kind is FactKind.STANDARD and (match := _BARE_STANDARD.fullmatch(noun)):
        noun = _standard_of(match, bare)
    elif fact.kind is FactKind.MONEY and _PAID_OUT.fullmatch(noun):
        noun = _with_object(noun, bare)
    return fact if noun == fact.noun else fact.model_copy(update={"noun": noun})


def _beside(fact: Fact, last: Fact, before: str, lead: int) -> Fact | None:
    """An amount by age (80-89岁每月50元), or the budget of what was just counted."""
    noun = _EACH_LAST.sub("", fact.noun)
    if _AGED.fullmatch(noun):
        aged = noun + _AGE_OPENS.sub("", last.noun).removesuffix("发放")
        return fact.model_copy(update={"noun": aged, "kind": FactKind.STANDARD})
    if noun == "预算" and before[last.end - lead :].startswith("、预算"):
        # 实训设备购置45台套、预算320万元: what that very thing costs.
        return fact.model_copy(update={"noun": last.verb + last.noun})
    return None


def _paid_for(fact: Fact, noun: str, counted: Sequence[Fact], bare: str) -> str:
    """每人补助, 户均, 月工资 of whom or what: what was counted last in the sentence."""
    what = _EACH_LAST.sub("", _EACH_FIRST.sub("", noun)).removesuffix("标准")
    if not counted:
        match = _BARE_STANDARD.fullmatch(noun)
        return _standard_of(match, bare) if match else next(_objects(bare), "") + what
    what = "补助" if what == "补" else what
    people = [other for other in counted if other.unit.lstrip("百千万") in ("人", "名", "位")]
    last = (people if people and "人" in fact.per else counted)[-1]
    whom = re.sub(r"(?:发放)?(?:人数|户数|对象)$|(?<=..)建筑面积$", "", last.verb + last.noun)
    whom = re.sub(r"(?<=....)(?:覆盖|惠及|服务).*$", "", whom) or whom
    if (not what or what in _AIDS) and (aided := _AIDED.fullmatch(whom)):
        return aided["whom"] + aided["aid"]
    if what and (what[:2] in whom or (what[:2] in _AIDS and whom.endswith(_AIDS))):
        return whom
    return without_verb(whom) + what if what[:1] in ("月", "年") else whom + what


def _is_paid_alone(noun: str, counted: Sequence[Fact]) -> bool:
    """Whether an amount for each does not say for whom or what it is paid."""
    rest = _EACH_LAST.sub("", _EACH_FIRST.sub("", noun))
    paid = re.fullmatch(r"[^\W\d]{1,2}费|课酬|租金", rest)
    if _PAID_ALONE.fullmatch(rest) or (counted and paid):
        return True
    # 护理补贴320人，每人每月护理标准300元: the standard is that of the allowance.
    what = rest.removesuffix("标准")
    named = bool(counted) and what != rest and len(what) >= 2 and what in counted[-1].noun
    return named and len(what) <= 4


_HANDED_OUT = re.compile(
    r"(?:发放|支付|给予|补发|落实|享受)(?P<what>[^\W\d每]{2,10}?(?:费|金|补贴|补助|津贴|奖励|待遇))(?![^\W\d])"
)
_GAINS = re.compile(r"受益|惠及|带动|覆盖")
_AIDS = ("救助", "补助", "补贴", "资助", "奖励")
_AIDED = re.compile(
    r"(?P<aid>[^\W\d]*(?:救助|补助|补贴|资助))(?P<whom>[^\W\d]*(?:人|儿童|学生|对象|老人|户|家庭|群众|者|职工))"
)
_FUNDER = re.compile(
    r"(?:其中)?(?:中央|省级?|市级?|县级?|区级?|本级|地方|上级|自筹|业主|社会)"
    r"(?:财政|预算)?(?:专项)?(?:资金|补助|配套|承担|安排|投入)*"
)
# 80-89岁每月50元 of 高龄津贴: whose allowance.
_AGED = re.compile(r"(?:其中)?(?:\d+\s*[-~—–至到]\s*\d+|\d+|[九一]?百)周?岁(?:及?以[上下])?")
_AGE_OPENS = re.compile(r"^\d+周?岁(?:及?以[上下])?")
_PRICE = re.compile(r"单价|单[车台套件辆座](?:价格?)?")
_EACH_FIRST = re.compile(
    r"^(?:每(?:[人户亩名生个座所村场次家台套件期班处辆床案头例具只株棵份条部口间幢站组宗]|学年|学期|[年月天日]|公里|平方米)"
    r"|人均|户均|亩均|生均)+"
)
_EACH_LAST = re.compile(r"(?:每(?:[人户亩生名个座所村场次套件部台月年天日]|公里|平方米))+$")
_PAID_ALONE = re.compile(
    r"(?:[月年])?(?:补(?:[助贴]|$)|奖[励补]|资助|救助|费用|经费|成本|投入|投资|工资|待遇)?(?:资金)?(?:标准)?"
)
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
    r"(?:兑付|发放|拨付|采购|购置|安装|装机|调试|启用|投用|完毕|结题|结项|招标|进场|上线|布设|供货|印制|到货|开工|完工)+|(?:设备)?(?:安装|调试|安装调试|竣工验收|验收|交付|施工|建设|主体工程|主体)(?:到位)?"
)
_SEASON = re.compile(
    r"(?:森林)?(?:汛|枯水|丰水|防火|旱|雨|冬|夏|春|秋|采暖|供暖)(?:期|季)|节假日|重点时段"
)


# Rates of two characters that a reader knows without a word before them.
_SAYS_OF_WHAT = (
    "失业|升学|入学|巩固|辍学|保学|出生|结案|执结|破案|发案|网办|成灾|绿化|亮灯|上座|出租"
    "|空置|参保|录取|失学|贫困|单位|机械"
)


@cache
def _bare_rate() -> re.Pattern[str]:
    """Rates that do not say of what; those that do (失业率, 升学率) are left alone."""
    return re.compile(
        rf"(?:达到|达)?(?:{alternation(activity_words().bare_rates)})(?:及时|准确|合格|完成|达标)?[率度]"
        r"|(?:检查|抽查|抽检|核查|处罚)比例"
        rf"|(?!{_SAYS_OF_WHAT})[^\W\d]{{2}}率"
    )


@cache
def _bare_limit() -> re.Pattern[str]:
    words = activity_words()
    named = alternation((*words.bare_rates, "提前量", "工期", "建设工期", "到场"))
    return re.compile(rf"(?:{named})(?:到位)?率?(?:时间|时限|时长)?")


@cache
def _parts() -> frozenset[str]:
    return frozenset(activity_words().parts)


_GRADE = re.compile(r"[A-D一二三][级类]")


def _is_part(noun: str) -> bool:
    return noun in _parts() or bool(_SEASON.fullmatch(noun) or _GRADE.fullmatch(noun))


def _in_time(noun: str, done: list[Fact], before: str, lead: int) -> str:
    """7个工作日内答复率 is the rate of those answered in time."""
    last = done[-1] if done else None
    if last is None or last.kind is not FactKind.DURATION:
        return noun
    between = before[last.end - lead :]
    return noun if re.search(r"[,。;:!?、]", between) or "时" in noun else f"按时{noun}"


# --- parts of a sum -------------------------------------------------------------------------


def _of_count(fact: Fact, done: list[Fact], before: str, lead: int) -> tuple[str, bool]:
    """The noun of a count that is part of another (其中…), or one of a list (新建A 3个、B 4个).

    Returns:
        The noun, and whether what it counts is in the other count already.
    """
    sentence = len(before) - len(_SENTENCE.split(before)[-1])
    counts = [f for f in done if f.kind is FactKind.COUNT and f.start - lead >= sentence]
    if counts and _counts_again(fact, counts[-1], before[counts[-1].end - lead :].strip()):
        return counts[-1].verb + counts[-1].noun, False
    breaks = list(_BREAK.finditer(before, sentence))
    if breaks:
        whole = [f for f in counts if f.end - lead <= breaks[-1].start()]
        first = next((f for f in done if f.start - lead >= breaks[-1].end()), None)
        if first is not None and first.kind is FactKind.RATE:
            # 其中重复投诉率低于5%，评估企业60家: a share of a rate is told, no part of a count.
            whole = []
        closed = ")" in before[breaks[-1].end() :] and before[: breaks[-1].start()].endswith("(")
        if whole and whole[-1].noun and not closed:
            first = next((f for f in whole if not f.part), whole[-1])
            nearest = whole[-1] if not whole[-1].part else first
            return part_of(nearest.verb + nearest.noun, fact.verb + fact.noun), True
    between = before[counts[-1].end - lead :] if counts else ""
    # 放流鱼苗320万尾，胭脂鱼3000尾: a clause that only names another thing of the same measure.
    alike = bool(counts) and counts[-1].unit.lstrip("百千万亿") == fact.unit.lstrip("百千万亿")
    alike = alike and between.strip() == f",{fact.noun}" and not _any_verb().search(fact.noun)
    goes_on = between.startswith("、") or alike
    if counts and fact.noun and not fact.verb and goes_on:
        verb = _MAKES.match(re.sub("^(?:日常|定期|常年)", "", counts[-1].verb + counts[-1].noun))
        worked = _verb_at_start().match(fact.noun) or _verb_at_end().search(fact.noun)
        if verb and not worked and not _GROWS.match(fact.noun):
            return verb[0] + fact.noun, False
    return fact.noun, False


_HEADING = re.compile(
    r"(?:^|[。;!?\n,、])[^,。;:!?、\n]{2,12}?(?P<work>储备|采购|购置|配备|更新|维修|发放|供应|改造|建设|培训|巡查|检查|监测|养护)"
    r":(?P<list>[^。;!?\n:]*)$"
)


def _under_heading(fact: Fact, before: str) -> str:
    """农资储备:化肥3500吨 counts 化肥储备; "" where the words name their own work."""
    match = _HEADING.search(before)
    named = fact.verb or not fact.noun or len(fact.noun) > 6 or _any_verb().search(fact.noun)
    if match is None or named or not re.search(r"(?:^|、|,)[^,、]*$", match["list"]):
        return ""
    return fact.noun + match["work"]


def _counts_again(fact: Fact, last: Fact, between: str) -> bool:
    """老旧小区改造11个小区86栋: both numbers count the same work, in two measures."""
    again = between == fact.noun and len(fact.noun) >= 2
    return again and fact.noun in last.noun and fact.unit != last.unit


def _work_on(rest: str, part: str, size: int) -> str:
    """What of the words before a whole's head a part keeps; 医用器具 says by itself which."""
    if len(part) - size < 2 or _any_verb().search(part[-size:]):
        return rest
    verb = _verb_at_start().match(rest) or _WORKED.match(rest)
    return verb[0] if verb else rest


_WORKED = re.compile(r"(?:强制|免费|定期)?(?:检定|检测|检验|校准|抽检)")
_GROWS = re.compile(r"增加|扩大|提升|带动|惠及|受益|覆盖|服务|完成")
_MAKES = re.compile(
    r"新改建|改扩建|新建|改建|扩建|新增|维修|改造提升|改造|更新|购置|采购|补植|新认定|新培育|培育"
    r"|更换|培训|管养|养护|清理|治理|修缮|安装|铺设|种植|栽植|推广|配备|配齐|发放|印发|增殖放流|放流|投放"
)


@cache
def _any_verb() -> re.Pattern[str]:
    return re.compile(alternation(activity_words().result_verbs))


@cache
def _verb_at_end() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(activity_words().result_verbs)})$")


@cache
def _verb_at_start() -> re.Pattern[str]:
    return re.compile(rf"^(?:新改建|改造提升|{alternation(activity_words().result_verbs)})+")


def part_of(whole: str, part: str) -> str:
    """The name of a part in the words of its whole: 食品抽检, 农产品 gives 农产品抽检."""
    if not part or _SCOPE.fullmatch(part):
        return part + whole
    if len(part) >= 4 and len(whole) <= 4 and part[-1] == whole[-1]:
        # 人工造林 of 营造林: it says what it is.
        return part
    head = part.removesuffix(whole)
    if head != part and _verb_at_start().fullmatch(head):
        match = _verb_at_start().match(whole)
        return head + whole[match.end() if match else 0 :]
    for size in range(min(len(whole), len(part)), 1, -1):
        if whole.endswith(part[-size:]):
            return part if size == len(whole) else _work_on(whole[:-size], part, size) + part
    if _verb_at_start().fullmatch(part):
        match = _verb_at_start().match(whole)
        return part + whole[match.end() if match else 0 :]
    if _any_verb().search(part):
        return part
    if match := _verb_at_end().search(whole):
        return part + match[0]
    match = _verb_at_start().match(whole)
    if match and whole[match.end() :] in ("项目", "工作", "任务", "活动", "事项"):
        # 审计项目, of which 经济责任: 经济责任审计.
        return part + match[0]
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
    wanted = wanted or ((noun[:2],) if noun[:2] in _NAMES_ITS_WORK else ())
    fitting = [found for found in objects if any(word in found for word in wanted)]
    found = next(iter(fitting or objects), "")
    return joined(found, noun) if found else noun


_ITS_TIME = re.compile(r"(?:平均)?(?:到场|响应|处置|办结|抢修|修复)(?:时间|时限)$")
_NAMES_ITS_WORK = ("培训", "检测", "抽检", "签约", "改造", "巡查", "体检", "救助", "发放")


def _objects(bare: str, *, keep: bool = False, rates: bool = False) -> Iterator[str]:
    """The works named before a place, nearest first, rates and times aside."""
    ends = [span for span in clauses(bare) if "其中" not in _whole(bare, span)]
    ends = [span for span in ends if not bare[: span[0]].endswith("(")]
    if ends and ends[-1][1] >= len(bare.rstrip()):
        ends.pop()
    for start, end in reversed(ends):
        noun = before_number(bare[start:end])
        rate = noun.endswith("率")
        if rates and not _NO_OBJECT.search(noun) and len(noun) >= 3:
            yield noun
            continue
        noun = re.sub(r"率$" if keep else r"(?:及时|按时|按期|准确|规则|规律)?\w{2}率$", "", noun)
        noun = re.sub(r"日产日清$", "", noun)
        timed = _ITS_TIME.sub("", noun)
        if timed != noun and len(timed) >= 2:
            yield timed
        elif len(noun) >= (4 if rate else 3) and not (
            _NO_OBJECT.search(noun) or _BROUGHT_ABOUT.search(noun)
        ):
            yield noun


# 群众满意度, 投诉量下降: what work brings about is no work of which a rate could be.
_BROUGHT_ABOUT = re.compile(
    r"满意[率度]?$|[^\W\d]{2}(?:增长|增收|下降|降低|减少|提高|提升|缩短|压缩)$"
)


def before_number(clause: str) -> str:
    """The work of a clause: what stands before its first number, where that says something."""
    words = re.sub(r"(?:及?以[上下内]|左右|上下|之内)\s*$", "", clause).rstrip()
    head = re.split(r"\s{2,}", words.lstrip())[0]
    # 收集问题诉求并推动解决: the first work has the object.
    head = _AND_SOLVED.sub("", head)
    noun = activity_in(re.sub(r"[A-D一二三]级$", "", head))
    return noun if len(noun) >= 3 else activity_in(words)


_AND_SOLVED = re.compile(
    r"(?<=....)并(?:及时|积极|督促)?(?:推动|推进|协调|督促|帮助|予以|组织)[^\W\d]{2,4}$"
)


def _whole(bare: str, span: tuple[int, int]) -> str:
    """The sentence up to the end of a clause; a part (其中…) gives its name to nothing else."""
    return _SENTENCE.split(bare[: span[1]])[-1]


_NO_OBJECT = re.compile(
    r"(?:时间|时限|标准|资金|经费|投资|面积|到位|工期|单价|费)$|^(?:其中|每|覆盖|受益|惠及|带动|总|投资|预算)|[年月日]$|分别|单价|不超过|不少于|^解决|^涉及|每[户人亩生]|^[A-D一二三]级|^(?:同比|环比|较上年|比上年)|每[户人亩生]补[助贴]$"
)
_CARRIED = (
    "受理",
    "提出",
    "查处",
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
    "征集",
    "组织",
    "提交",
    "举办",
    "收集",
    "梳理",
)


# What is kept is on line or whole, not the keeping; what is built is in common use.
_OF_THINGS = (
    (
        re.compile(r"在线|完好|可用"),
        re.compile(r"(?<=..)(?:维护|运维|管护|养护|安装|布设|维修|保养)$"),
    ),
    (re.compile(r"普及"), re.compile(r"(?<=..)(?:新改建|改扩建|新建|改建|改造|建设|推广)$")),
)


def joined(what: str, noun: str) -> str:
    """``what`` and ``noun`` as one name: 隐患排查 and 隐患整改率 share the 隐患."""
    for verb in _CARRIED:
        if what.startswith(verb) and len(what) >= len(verb) + 2:
            what = what.removeprefix(verb)
    key = re.sub(r"^按时", "", noun)[:2]
    if key == "水质":
        what = re.sub(r"(?:工程|设施)?(?:维修|养护|管护|建设|改造|巩固|提升)*$", "", what)
    if (place := what.find(key)) > 0:
        return what[:place] + noun
    if place == 0 and len(what) >= 4:
        return what[2:] + noun
    what = _ITS_TIME.sub("", what) or what
    if noun.startswith("基本建成"):
        what = what.removesuffix("开工")
    if re.match(r"隐患|问题", noun):
        what = re.sub(r"^(?:检查|排查|抽查|巡查)(?=..)", "", what)
    what = re.sub(r"(?:日|年)?(?:处理|供应)量$", "", what)
    for rates, works in _OF_THINGS:
        what = works.sub("", what) if rates.match(noun) else what
    if len(noun) > 3 and what.endswith(noun[-3:-1]):
        what = what[:-2]
    return what + noun
