"""Names in the unit's own words: what the row is about, and the measure that its unit implies."""

import re

from assistant.domain.calendar import read_calendar
from assistant.domain.quantity import normalise
from assistant.validators.facts_names import Head, leading_verb, read_name
from assistant.validators.facts_units import UnitClass, read_unit
from assistant.validators.wording import openings

_BY_UNIT = {
    "场": "场次", "场次": "场次", "次": "次数", "人次": "人次", "人": "人数", "名": "人数",
    "户": "户数", "户次": "户次", "节": "节数", "期": "期数", "批": "批次", "篇": "篇数",
    "件": "件数", "起": "起数", "套": "套数", "份": "份数", "台": "台数", "处": "处数",
    "座": "座数", "条": "条数", "家": "家数", "所": "所数", "册": "册数", "辆": "辆数",
    "平方米": "面积", "㎡": "面积", "亩": "面积", "公顷": "面积", "平方公里": "面积",
    "公里": "里程", "千米": "里程", "米": "长度", "课时": "课时", "学时": "学时",
}  # fmt: skip
_BY_KIND = {
    UnitClass.PEOPLE: "人数",
    UnitClass.EVENT: "次数",
    UnitClass.EVENT_RATE: "频次",
    UnitClass.COUNT: "数量",
    UnitClass.AREA: "面积",
    UnitClass.LENGTH: "长度",
    UnitClass.MASS: "数量",
    UnitClass.VOLUME: "数量",
    UnitClass.MONEY: "金额",
    UnitClass.UNIT_PRICE: "成本",
    UnitClass.OTHER: "数量",
}
_CLAUSES = re.compile(r"[,，;；。、:：!！\n]+")
_ENDS = "。.,，;；、 的"
_LEAD = re.compile(r"^(?:对|为|将|把|按照?|使|向|和|与|及|并|的|了|达到一定规模的|全县|全市|全区)")
_TIMES = re.compile(
    r"(?:保障|确保|保证)?(?:及时性?|按时|按期|准时|如期|在规定时间内|足额|[之以]前|完成)"
)
_TAIL = re.compile(r"(?:等(?:各项|相关)?工作|工作|活动|情况|及时性|及时|项目)$")
_SHORTEST = 2
_SHARES = (
    "覆盖", "到位", "发放", "合格", "达标", "完成", "使用", "参与", "通过", "公开", "整改", "办结",
    "支付", "兑现", "巩固", "普及", "利用", "入库", "保障", "知晓",
)  # fmt: skip


def metric_of(unit: str) -> str | None:
    """The noun in which a name with this unit ends, or None where the unit says nothing."""
    text = normalise(unit)
    return _BY_UNIT.get(text) or _BY_KIND.get(read_unit(text).kind)


def share_of(thing: str, fallback: str) -> str:
    """The noun of a rate: 学生全面覆盖 is a 覆盖率, 工程 a 完成率."""
    ending = next((verb for verb in _SHARES if thing.endswith(verb)), None)
    return f"{ending}率" if ending else fallback


def objects_of(name: str) -> list[str]:
    """What a name is about: its clauses without dates, adverbs and verbs, the longest first."""
    text = read_name(name).bare
    for mention in reversed(read_calendar(text)):
        text = text[: mention.start] + text[mention.end :]
    parts = [_bare_object(part) for part in _CLAUSES.split(text)]
    found = [part for part in dict.fromkeys(parts) if len(part) >= _SHORTEST]
    return sorted(found, key=lambda part: -len(part)) or ([text] if text else [])


def _bare_object(clause: str) -> str:
    text = clause.strip(_ENDS)
    for _ in range(4):
        rest = _without_opening(text)
        if rest == text or len(rest) < _SHORTEST:
            break
        text = rest
    return text.strip(_ENDS)


def _without_opening(text: str) -> str:
    adverb = openings("names.adverbs").find(text)
    if adverb is not None:
        return text[len(adverb) :].removeprefix("地")
    verb = leading_verb(text)
    if verb and text.startswith(verb):
        return text[len(verb) :]
    return _LEAD.sub("", text)


def with_metric(thing: str, metric: str, limit: int) -> str:
    """``thing`` with ``metric`` at its end, shortened from the front to ``limit`` characters."""
    base = thing
    for _ in range(2):
        shorter = _TAIL.sub("", base)
        base = shorter if len(shorter) >= _SHORTEST else base
    if base.endswith(metric):
        return shortened(base, limit)
    if metric.endswith("率") and base.endswith(metric[:-1]):
        return shortened(base, limit - 1) + "率"
    if base and metric.startswith(base[-1]) and metric in ("人数", "户数", "人次"):
        metric = metric[1:]
    return shortened(base, limit - len(metric)) + metric


def shortened(text: str, limit: int) -> str:
    """The end of ``text`` in at most ``limit`` characters, cut after 的 or a list mark."""
    if len(text) <= limit:
        return text
    for mark in ("的", "和", "及", "、"):
        parts = text.split(mark)
        for start in range(1, len(parts)):
            tail = mark.join(parts[start:])
            if _SHORTEST + 1 <= len(tail) <= limit:
                return tail
    return text[-limit:]


def own_metric(name: str) -> str | None:
    """The measure that a too long name already ends in."""
    facts = read_name(name)
    return facts.head_word if facts.head is not Head.NONE else None


def timely(thing: str) -> str:
    """``thing`` without words of punctuality, which the measure will say."""
    text = _TIMES.sub("", thing).strip(_ENDS)
    return text if len(text) >= _SHORTEST else thing
