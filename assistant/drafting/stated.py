"""Rows for the unit's own numbers: the class by what is counted, the value and bound as written."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from assistant.domain.indicator import Operator
from assistant.domain.provenance import Provenance, ProvenanceKind
from assistant.drafting.candidates import (
    COST,
    ECOLOGICAL,
    ECONOMIC,
    QUALITY,
    QUANTITY,
    SATISFACTION,
    SOCIAL,
    TIMELINESS,
    Candidate,
    Rank,
)
from assistant.drafting.effects import effect_of_count, is_gained, shift_of
from assistant.drafting.facts import Fact, FactKind, FactRole
from assistant.drafting.naming import (
    count_name,
    fit,
    level_of_rate,
    noun_first,
    object_of_work,
    rate_name,
)

_STATED_KINDS = {"goal": ProvenanceKind.GOAL}
FULL = "100"


def stated_rows(
    facts: Sequence[Fact], activity: str, tasks: tuple[str, ...], year: int | None
) -> list[Candidate]:
    """A row for each number of the unit's own that belongs to an output, effect or cost."""
    rows: list[Candidate] = []
    for fact in facts:
        if fact.role is FactRole.CONTEXT:
            continue
        for place, one in _each_thing(fact):
            row = _stated(one, activity, tasks, year)
            if row is None:
                continue
            if place is not None:
                row = row.model_copy(update={"facts": (*row.facts, (fact.source, place))})
            rows.append(_unlike(row, one, activity, rows))
    return rows


def _each_thing(fact: Fact) -> Iterator[tuple[int | None, Fact]]:
    """The number as it is said of each thing of an enumeration (A、B合格率均达98%)."""
    for place, noun in fact.others:
        yield place, fact.model_copy(update={"noun": noun, "verb": "", "others": ()})
    yield None, fact


_METRIC = re.compile(r"(?:数量|人次|人数|场次|次数|期数|批次|户数)$")


def _unlike(row: Candidate, fact: Fact, activity: str, rows: Sequence[Candidate]) -> Candidate:
    """监测排污口80家 beside 排污口监测4次: two counts of one work keep names of their own."""
    counts = fact.kind in (FactKind.COUNT, FactKind.FREQUENCY) and fact.value != "0"
    stem = _METRIC.sub("", row.name)
    if not counts or not any(stem == _METRIC.sub("", other.name) for other in rows):
        return row
    twin = next(other for other in rows if stem == _METRIC.sub("", other.name))
    measure = re.sub(r"^[个十百千万亿]+", "", row.unit)
    if twin.name == row.name and row.unit != twin.unit and len(measure) == 1:
        # 文史资料2辑1000册: one thing in two measures.
        return row.model_copy(update={"name": fit(stem, f"{measure}数")})
    plain = count_name(fact, activity, turned=False)
    return row.model_copy(update={"name": plain}) if plain else row


def _stated(
    fact: Fact, activity: str, tasks: tuple[str, ...], year: int | None
) -> Candidate | None:
    if fact.kind is FactKind.DEADLINE:
        return _deadline_row(fact, activity, tasks, year)
    if fact.kind in (FactKind.MONEY, FactKind.STANDARD):
        return _money_row(fact, activity, tasks)
    if fact.kind in (FactKind.RATE, FactKind.CHANGE):
        return _rate_row(fact, activity, tasks)
    if fact.kind is FactKind.FREQUENCY and fact.quote.startswith(("按", "逐")):
        return _regular_row(fact, activity, tasks)
    name = count_name(fact, activity)
    if shift := shift_of(fact):
        least = fact.model_copy(update={"operator": Operator.AT_LEAST})
        level2 = shift.level2 or _level_of_count(fact, name)
        return _candidate(least, level2, name, tasks, importance=4)
    limits = fact.kind is FactKind.DURATION and not name.endswith(("天数", "小时数"))
    if fact.kind is FactKind.DURATION and fact.operator in (Operator.AT_MOST, Operator.LESS):
        limits = True
    if name.endswith("时长") and fact.operator in (Operator.AT_LEAST, Operator.MORE):
        limits = False
    level2 = TIMELINESS if limits else _level_of_count(fact, name)
    return _candidate(fact, level2, name, tasks, importance=4)


# What happens to people and is held down is an outcome, not work that is counted.
_BEFALLS = re.compile(
    r"死亡|伤亡|受伤|失踪|溺水|事故|火灾|起火|灾害损失|案件|发案|案发|警情|投诉|举报|信访|上访|访量|纠纷|差评|舆情|返贫"
    r"|差错|失误|遗漏|缺陷|延误|错误|起数|病例|感染|复发|违法|违规|违章|拥堵|停水|停电|漏损"
)
_USED_UP = re.compile(r"[电水能气油煤]耗|用[电水能气煤]量|能源消耗")
_EMITTED = re.compile(
    r"(?:COD|化学需氧量|氨氮|二氧化[硫碳]|氮氧化物|VOCs?|挥发性有机物|碳|污染物)[^\W\d]*(?:减排|削减)"
)
_SLIPS = re.compile(r"差错|失误|遗漏|缺陷|延误|错误")


def _level_of_count(fact: Fact, name: str) -> str:
    if fact.value == "0" and fact.unit in ("起", "人"):
        return QUALITY if re.search(r"差错|失误|遗漏|缺陷|延误|错误", name) else SOCIAL
    if fact.operator in (Operator.AT_MOST, Operator.LESS) and _BEFALLS.search(name):
        return QUALITY if _SLIPS.search(name) else SOCIAL
    saves = fact.operator in (Operator.AT_MOST, Operator.LESS) and _USED_UP.search(name)
    if saves or name.endswith(("浓度", "削减量", "减排量")) or _EMITTED.search(name):
        return ECOLOGICAL
    if name.endswith("等级"):
        return effect_of_count(fact, name) or QUALITY
    if re.match(r"(?:受益|惠及|带动|吸纳|新增就业|解决)", fact.verb + fact.noun):
        return SOCIAL
    return effect_of_count(fact, name) or QUANTITY


def _candidate(
    fact: Fact, level2: str, name: str, tasks: tuple[str, ...], *, importance: int = 3
) -> Candidate:
    return Candidate(
        level2=level2,
        name=name,
        operator=fact.operator,
        value=fact.value,
        unit=_unit(fact),
        passport=passport(fact),
        confirm=not fact.sure,
        tasks=tasks,
        importance=importance,
        # Where the table grows too long, a part goes before the whole that it is in.
        rank=Rank.STATED - 1 if fact.part else Rank.STATED,
        facts=((fact.source, fact.start),),
    )


def _unit(fact: Fact) -> str:
    if fact.unit == "百分点":
        return "个百分点"
    if fact.kind is FactKind.STANDARD and "/" not in fact.unit:
        per = list(dict.fromkeys(_PER.findall(fact.per)))
        if (paid := re.search(r"([月年])(?:工资|补[助贴]|津贴|租金)", fact.noun)) and per:
            per = list(dict.fromkeys((*per, paid[1])))
        return fact.unit + ("/" + "·".join(per) if per else "")
    period = re.search(r"每(学期|学年|月|年|天|日)", fact.per)
    if fact.kind is FactKind.STANDARD and period and period[1] not in fact.unit:
        return f"{fact.unit}·{period[1]}"
    whose = re.search(r"[人户亩生]", fact.per)
    if (
        fact.kind is FactKind.STANDARD
        and whose
        and re.fullmatch(r".*元/(?:年|月|天|日)", fact.unit)
    ):
        return fact.unit.replace("/", f"/{whose[0]}·")
    return fact.unit


_PER = re.compile(
    r"[人户亩名生吨案场台套件栋床个头例辆次具只株棵份条部口间幢站组宗]|课时|学时|公里|平方米|座|所|村|学年|学期|年|月|天|日"
)


def passport(fact: Fact) -> Provenance:
    """Where a fact's value comes from."""
    kind = _STATED_KINDS.get(fact.source, ProvenanceKind.TASK)
    if fact.derived or fact.kind is FactKind.DEADLINE:
        kind = ProvenanceKind.DERIVED
    return Provenance(kind=kind, source=fact.source, quote=fact.quote)


def _deadline_row(
    fact: Fact, activity: str, tasks: tuple[str, ...], year: int | None
) -> Candidate | None:
    """The work done by its day: 完成率 with the day in the name; none for another year's day."""
    if fact.until and fact.until[0] not in (None, year) and year is not None:
        return None
    noun = fact.noun if len(fact.noun) >= 2 else activity
    noun = re.sub(r"(?:全部|全面)?(?:完成|完工|竣工|投入使用)$", "", noun)
    # A day that has a name only (国庆前) reads as one with a word of time behind it.
    ending = "完成率" if fact.until or re.search(r"\d|[年月季]", fact.value) else "按期完成率"
    name = fit(noun or "任务", f"{fact.value}{ending}")
    row = _candidate(fact, TIMELINESS, name, tasks)
    return row.model_copy(
        update={"operator": Operator.EQUAL, "value": FULL, "unit": "%", "confirm": False}
    )


def _regular_row(fact: Fact, activity: str, tasks: tuple[str, ...]) -> Candidate:
    """Work that falls due every month or quarter: the share that is done when due."""
    noun = re.sub(r"^(?:足额|及时|准时)?(?:发放|拨付|支付|完成)?(?:到位)?", "", fact.noun)
    noun = _OF_EACH.sub("", noun)
    if _PAID_ONLY.fullmatch(noun):
        noun = _OF_EACH.sub("", activity) or noun
    noun = noun if len(noun) >= 2 else re.sub(r"(?:足额|及时|按时)*(?:发放|拨付)?$", "", activity)
    paid = re.search(r"发放|报酬|补贴|补助|津贴|工资|低保|救助|养老", noun + fact.noun)
    noun = re.sub(r"发放$", "", noun_first(noun)) if paid else noun
    name = fit(noun, f"{fact.quote}{'发放' if paid else '完成'}率")
    row = _candidate(fact, TIMELINESS, name, tasks)
    return row.model_copy(update={"operator": Operator.EQUAL, "value": FULL, "unit": "%"})


_OF_EACH = re.compile(r"(?:发放)?(?:人数|户数|对象)$|(?:标准)?(?:每[人户亩生名月年天日])*$")
_PAID_ONLY = re.compile(r"补贴|补助|津贴|待遇")
_MAY_EXCEED = re.compile(r"保值增值|增长|增幅|增加|提高|超额|翻|上升")


# A rate of what nobody can count (社会稳定率) is no indicator, even in the unit's own words.
_PSEUDO = re.compile(
    r"(?:社会|大局|经济|和谐|均衡|健康|高质量|平稳|可持续)(?:和谐|稳定|安定|发展|繁荣|进步)+(?:率|度|指数)$"
)


def _rate_row(fact: Fact, activity: str, tasks: tuple[str, ...]) -> Candidate | None:
    name = rate_name(fact, activity)
    if _PSEUDO.search(name):
        return None
    percent = fact.unit not in ("", "分")
    if percent and Decimal(fact.value) > 100 and not _MAY_EXCEED.search(name):
        return None
    level2 = level_of_rate(name)
    row = _candidate(fact, level2, name, tasks)
    if level2 == COST and fact.operator in (Operator.AT_LEAST, Operator.MORE):
        saved = fact.kind is FactKind.CHANGE or "节约" in name
        return row if saved else row.model_copy(update={"level2": QUALITY})
    if level2 == SATISFACTION and fact.value == FULL:
        return row.model_copy(update={"operator": Operator.AT_LEAST})
    return row


_EACH = re.compile(
    r"(?:每(?:[人户亩名生个座所村场次家台套件期班处辆床案头例具只株棵份条部口间幢站组宗页趟吨米度]|平方米|立方米|课时|学时|学年|学期|[年月天日]|公里)|单(?:批次|[座个户台人次位件只盏头床场处批页车辆站间栋套条名亩])|[人户亩生村床件月]均)+"
)
_EACH_LAST = re.compile(rf"{_EACH.pattern}$")
_SAVED = re.compile(
    r"(?:节省|节约|减免|减轻)(?!型|[^\W\d]*(?:补[助贴]|资助|奖[励补]))[^\W\d]{0,8}$"
    r"|(?:^|[为给])[^\W\d]{2,8}(?:降低|减少|压减)[^\W\d]{0,6}(?:成本|费用?|支出|负担|损失)$"
)
_FUND_END = re.compile(r"(?:资金|经费|费用?|投资|成本|支出|预算)$")


def _money_row(fact: Fact, activity: str, tasks: tuple[str, ...]) -> Candidate | None:
    noun = fact.noun if len(fact.noun) >= 2 else activity
    noun = re.sub(r"^(?:惠及|受益|覆盖|带动|服务)(?=.{4,})|^其(?=..)", "", noun)
    if _SAVED.search(noun) or is_gained(_EACH.sub("", noun)):
        # What is saved for somebody is what the work brings, never its ceiling.
        name = re.sub(r"^[为给帮助]+", "", noun)
        gained = fact.model_copy(update={"operator": Operator.AT_LEAST})
        return _candidate(gained, ECONOMIC, fit(name, "金额"), tasks)
    capped = fact.operator in (Operator.AT_MOST, Operator.LESS)
    if fact.role is FactRole.OUTPUT and not capped:
        if noun.endswith("价值"):
            name = noun_first(noun.removesuffix("价值"))
            return _candidate(fact, QUANTITY, fit(name, "价值"), tasks)
        noun = noun_first(noun)
        if noun in ("投资", "完成投资"):
            return _candidate(fact, ECONOMIC, fit(activity, "年度投资完成额"), tasks)
        name = noun if noun.endswith(("收入", "资金", "产值", "额")) else fit(noun, "金额")
        row = _candidate(fact, ECONOMIC, name, tasks)
        # 户均增收 says for each of whom already.
        return row.model_copy(update={"unit": fact.unit}) if _EACH.search(name) else row
    if fact.operator not in (Operator.AT_MOST, Operator.LESS):
        if fact.kind is not FactKind.STANDARD:
            return None
        return _candidate(fact, QUANTITY, fit(_standard(fact, noun, activity), "标准"), tasks)
    if fact.kind is FactKind.STANDARD or "单价" in noun or _EACH.search(noun):
        return _candidate(fact, COST, _standard_name(fact, noun, activity), tasks)
    return _candidate(fact, COST, _total_name(noun, activity), tasks)


def _total_name(noun: str, activity: str) -> str:
    """A ceiling: what is paid out as its sum, all else as what must be kept to."""
    base = re.sub(r"^(?:共|总共)?(?:投入|安排|使用|落实)|(?:合同)?(?:金额|价款|总额)$", "", noun)
    if _ALL_MONEY.fullmatch(base):
        whole = re.sub(r"^(?:项目|工程|计划|概算|年度|全年)+|^预算$", "", base)
        named = re.sub(r"(?:面积|里程|长度|数量)$", "", activity)
        own = _ALL_MONEY.fullmatch(activity) or not activity or base.startswith(("项目", "工程"))
        base = ("项目" if own else noun_first(named)) + whole
    else:
        base = noun_first((base if len(base) >= 2 else activity).removesuffix("预算"))
        base = re.sub(r"^(?:发放|拨付|支付)(?=..+[款金费]$)", "", base)
    if re.search(r"(?:补助|补贴|津贴|奖励|救助|资助|救济|慰问)(?:资?金)?发放$", base):
        base = base.removesuffix("发放")
    if re.search(r"(?:补助|补贴|津贴|奖励|救助|资助|救济|慰问)(?:资?金|款)?$", base):
        return fit(base.removesuffix("资金").removesuffix("款").removesuffix("金"), "支出总额")
    if base.endswith("发放"):
        return fit(base, "支出总额")
    ending = "控制数" if _FUND_END.search(base) else "成本控制数"
    return fit(base, ending)


_ALL_MONEY = re.compile(
    r"(?:项目|工程|计划|概算|年度|全年|本年|采购|合同|中标|服务|建设)*(?:总|合计|共)?(?:投资|资金|概算|预算|经费|造价|支出|价款|价格|费用|成本|花费|开支|价)+(?:成本|总额|规模|额|控制价)?"
)


def _standard(fact: Fact, noun: str, activity: str) -> str:
    """What is paid, and for each of what where the unit does not say it (单台检定成本)."""
    rest = re.sub(r"均?为$", "", _EACH.sub("", noun)).removesuffix("标准")
    if "/" not in _unit(fact) and len(rest) >= _ONLY_COST and not _EACH_LAST.search(noun):
        rest = re.sub(r"均?为$", "", noun).removesuffix("标准")
    rest = rest if _NO_WHAT_TURNED.fullmatch(rest) else noun_first(rest)
    rest = re.sub(r"(?<=补助|补贴|津贴|奖励)发放$", "", rest)
    if re.fullmatch(r"补助|补贴|奖励|资助|救助", rest):
        return rest if rest in activity else activity + rest
    return rest if len(rest) >= 2 else activity


# 采购成本 is the cost of buying, not the buying of a cost.
_NO_WHAT_TURNED = re.compile(r"[^\W\d]{2}(?:成本|费用?|经费|支出|投资|造价)")
_PAID_FOR_EACH = re.compile(
    r"补助|补贴|资助|奖励|奖补|费$|津贴|救助|慰问|优待|助学|补差|直补|补偿|经费|投资|造价|工资|低保|保障|供养"
)
_ONLY_COST = 4
"""Characters up to which a cost (改造成本) does not say of what."""
_NO_WHAT = re.compile(r"(?:工作)?(?:造价|投资|经费|费用?|支出|成本|资金)")
_PAID = r"补助|补贴|资助|奖励|奖补|费$|津贴|救助|工资|补差|直补|补偿"


def _standard_name(fact: Fact, noun: str, activity: str) -> str:
    """What is paid for each: a price, or the rate of a subsidy."""
    if "单价" in noun:
        return fit(object_of_work(re.sub(r"单价.*$", "", noun) or activity), "单价")
    base = _standard(fact, noun, activity)
    if _NO_WHAT.fullmatch(base):
        base = object_of_work(activity) + base
    paid = _PAID_FOR_EACH.search(base)
    if paid and not re.search(_PAID, base):
        base += "补助" if re.search(r"低保|保障|供养|优待|助学", base) else ""
    if base.endswith("成本") and len(base) <= _ONLY_COST:
        what = object_of_work(activity)
        base = base if what in base or "成本" in what or base[:-2] in what else what + base
    return fit(base, "标准" if paid or base.endswith("成本") else "成本标准")
