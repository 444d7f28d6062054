import re
from collections.abc import Iterator
from typing import NamedTuple

from assistant.domain.finding import Fix, Severity
from assistant.domain.finding import Head as ReviewHead
from assistant.messages import Message
from assistant.validators.base import Result, Rule, confirm, set_field
from assistant.validators.context import RuleContext
from assistant.validators.facts import RowFacts
from assistant.validators.facts_names import Head, NameFacts
from assistant.validators.facts_units import UnitClass, read_unit
from assistant.validators.policy import EXPERIENCE, PLATFORM_CHECK
from assistant.validators.rows import Row
from assistant.validators.wording import openings, phrases, words

_MISMATCH = Message(
    zh="“{name}”的度量单位是“{unit}”，与名称不符，{expected}。请核对。",
    en="The unit '{unit}' does not fit '{name}': {expected}. Check it.",
)
_EXPECTED = {
    "percent": Message(zh="应为 %", en="expected %"),
    "people": Message(zh="应为 人、人次 或 户", en="expected people or households"),
    "event": Message(zh="应为 场、场次 或 次", en="expected sessions or times"),
    "area": Message(zh="应为 平方米、亩 等面积单位", en="expected a unit of area"),
    "length": Message(zh="应为 米、公里 等长度单位", en="expected a unit of length"),
    "money": Message(zh="应含“元”", en="expected an amount of money"),
    "time": Message(zh="应为 日、天、月 等时间单位", en="expected a unit of time"),
    "amount": Message(zh="名称不是比率，不应为 %", en="the name is no rate, so % does not fit"),
    "count": Message(zh="应为 个、台、株 等计数单位", en="expected a unit that counts things"),
    "thing": Message(
        zh="名称说的是做多少件事，不应是时间单位", en="the name counts things, not time"
    ),
}
U = UnitClass
_THINGS = frozenset({U.COUNT, U.EVENT, U.PEOPLE, U.PEOPLE_RATE, U.EVENT_RATE})
_MEASURES = frozenset({U.AREA, U.LENGTH, U.VOLUME, U.MASS, U.MONEY, U.UNIT_PRICE, U.TIME, U.DATE})


class _Kind(NamedTuple):
    """A kind of name: what its unit should be, units that contradict it, a unit to propose."""

    expected: str
    wrong: frozenset[UnitClass]
    proposal: str | None = None


_RATE = _Kind("percent", _THINGS | _MEASURES, "%")
_PEOPLE = _Kind("people", (_MEASURES | {U.COUNT, U.EVENT, U.PERCENT}) - {U.UNIT_PRICE}, "人")
_EVENT = _Kind("event", (_MEASURES | {U.COUNT, U.PEOPLE, U.PERCENT}) - {U.TIME}, "场")
_AREA = _Kind("area", (_THINGS | _MEASURES | {U.PERCENT}) - {U.AREA})
_LENGTH = _Kind("length", (_THINGS | _MEASURES | {U.PERCENT}) - {U.LENGTH})
_MONEY = _Kind("money", (_THINGS | _MEASURES | {U.PERCENT}) - {U.MONEY, U.UNIT_PRICE})
_STANDARD = _Kind("money", _THINGS)
_TIME = _Kind("time", (_THINGS | _MEASURES | {U.PERCENT}) - {U.TIME, U.DATE, U.EVENT, U.EVENT_RATE})
_AMOUNT = _Kind("amount", frozenset({U.PERCENT}))
_THING = _Kind("thing", frozenset({U.TIME}))


class V05(Rule):
    """度量单位与指标名称不符。

    **为什么** 名称说的是率，单位却是“项”，说明单位是随手选的，年终不知道该数什么。
    **错例** 参训教师满意度 ≥ 90 项；村组干部230人 ≥ 230 个
    **正例** 参训教师满意度 ≥ 90 %；村组干部人数 ≥ 230 人
    **何时不报** 定性指标；名称没有度量名词、只是口号（由 M07、M09 报告）；收入增长、成本下降一类用 % 表示变化的；频率、倍数、指数；万人犯罪率、例/10万一类按人口折算的率；不认识的单位；“人次”用“次”；读表存疑的行。
    **In English** The unit of measure does not fit the name.
    """

    name = "unit-against-name"
    title = Message(zh="单位与名称不符", en="Unit against the name")
    severity = Severity.WARNING
    head = ReviewHead.APPROPRIATENESS
    basis = (PLATFORM_CHECK, EXPERIENCE)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        for row in ctx.quantitative:
            if not row.unit or not row.name or row.number is None:
                continue
            facts = ctx.facts(row)
            kind = _kind(row, facts)
            if kind is None or facts.value.unit.kind not in kind.wrong:
                continue
            yield self.finding(
                ctx, _MISMATCH, row,
                field="unit", evidence=f"{row.indicator.name} · {row.unit}",
                fix=_fix(row, kind, facts),
                name=facts.name.core, unit=row.unit,
                expected=_EXPECTED[kind.expected].text(ctx.language),
            )  # fmt: skip


# 万人犯罪率 and 例/10万 count cases among so many people, not per cent.
_PER_MANY = re.compile(r"[万千]人")
_AMONG_MANY = re.compile(r"/\s*(?:10|1|十|百)?[万千]|/\s*(?:百|100)")
_SHORTER = re.compile(r"减|降|缩短|压缩|提前|节")


def _is_time(name: NameFacts) -> bool:
    """Whether the name asks by when; 完成时间 100% then says nothing, 办理时间缩短 20% does."""
    asked = name.head_word in _TIME_WORDS and name.bare.endswith(name.head_word)
    return asked and not _SHORTER.search(name.bare)


def _kind(row: Row, facts: RowFacts) -> _Kind | None:
    name = facts.name
    percent = facts.value.unit.kind is U.PERCENT
    if percent and words("units.change_words").find(row.name) and not _is_time(name):
        return None
    if _PER_MANY.search(name.bare) or _AMONG_MANY.search(row.unit):
        return None
    counted = _by_measure_word(name.bare)
    if counted is not None:
        return counted
    by_head = _by_head(name.head, name.head_word, row.unit)
    if by_head is not None:
        return by_head
    if name.head is Head.NONE and phrases("units.people_in_name").find(name.core):
        return _Kind("people", frozenset({U.COUNT, U.EVENT}), "人")
    makes = name.head is Head.NONE and openings("units.making_verbs").find(name.core)
    return _THING if makes and not name.durations else None


_MEASURE_WORD = re.compile(r"([一-龥])数$")
_COUNT = _Kind("count", (_MEASURES | {U.PERCENT, U.PEOPLE}) - {U.MASS, U.TIME})


def _by_measure_word(bare: str) -> _Kind | None:
    """What a name that ends in a measure word and 数 counts (场数, 棵数, 台数)."""
    found = _MEASURE_WORD.search(bare)
    if found is None or found[1] not in _MEASURE_WORDS:
        return None
    return {U.COUNT: _COUNT, U.EVENT: _EVENT}.get(read_unit(found[1]).kind)


_MEASURE_WORDS = frozenset("场棵株台辆座盏头只羽套本册幢栋艘架篇")
_COUNT_WORDS = frozenset({"数量", "数", "个数", "件数", "台数", "项数", "次数", "量"})
_EVENT_WORDS = frozenset({"场次", "班次", "批次"})
_MONEY_WORDS = frozenset(
    {"成本", "单价", "造价", "费用", "均价", "金额", "总额", "总成本", "投资额", "价格", "投资"}
)
_TIME_WORDS = frozenset(
    {"天数", "时间", "时限", "日期", "工期", "时长", "期限", "年限", "用时", "耗时"}
)
_BY_HEAD = {Head.SATISFACTION: _RATE, Head.PEOPLE: _PEOPLE, Head.AREA: _AREA, Head.LENGTH: _LENGTH}
_BY_WORD = {
    **dict.fromkeys(_EVENT_WORDS, _EVENT),
    **dict.fromkeys(_COUNT_WORDS, _AMOUNT),
    **dict.fromkeys(_MONEY_WORDS, _MONEY),
    **dict.fromkeys(_TIME_WORDS, _TIME),
    "标准": _STANDARD,
    "率": _RATE,
    "比例": _RATE,
    "占比": _RATE,
    "比重": _RATE,
    "度": _Kind("percent", frozenset({U.COUNT, U.EVENT, U.PEOPLE}), "%"),
}


def _by_head(head: Head, word: str, unit: str) -> _Kind | None:
    if head is Head.PEOPLE and word.endswith("次") and unit.endswith("次"):
        return None
    return _BY_HEAD.get(head) or _BY_WORD.get(word)


def _fix(row: Row, kind: _Kind, facts: RowFacts) -> Fix | None:
    if kind.proposal is None:
        return None
    unit = kind.proposal
    if kind.expected == "people" and facts.name.head_word in ("人次", "户数", "户次"):
        unit = {"人次": "人次", "户数": "户", "户次": "户次"}[facts.name.head_word]
    return confirm(set_field(row, "unit", unit))
