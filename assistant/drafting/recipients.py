"""Whom the words themselves say that work is done for: 为视障读者送书, 困境女童资助, 惠及果农.

A preposition, a verb of giving or a word of gain tells the people served from those who are only
mentioned; the noun is taken as the unit writes it, modifiers included, so that a satisfaction row
asks just those people.
"""

import re
from functools import cache

from assistant.drafting.wording import activity_words, alternation

_NOT_PEOPLE = (
    r"(?!园|联合会|医院|节|委员会|活动日|协会|医保|医疗保险|养老保险|基本医疗|联席|代会|大会|团体|学校|之家"
    r"|法|证(?!书)|卡|画|权益保障法|生活垃圾)"
)


@cache
def _noun() -> str:
    """A noun for people with its modifiers, as short as it can be."""
    words = activity_words()
    ends = rf"(?:{alternation((*words.people_endings, *words.people))}){_NOT_PEOPLE}"
    joined = r"[^\W\d]{0,7}?(?:和|与|及)[^\W\d]{0,5}?"
    return rf"(?:[^\W\d和与及]{{0,9}}?|{joined}){ends}"


_JOINT = r"(?:、|和|与|及|以及)"
_FOR = (
    r"(?:(?<![因作认成以较称视行])为(?!了|主|目标|期|止|准|零|民)|(?<![供补])给(?!予|水)"
    r"|(?<![方取流去走])向(?!导)|面向|针对|方便|帮助|服务于"
    r"|服务(?!站|点|中心|体系|平台|能力|质量|大厅|窗口|业|队|项目|期|网点|保障|管理|设施|对象|人次))"
)
_GIVES = (
    r"(?:资助|救助|慰问|帮扶|扶持|探访|关爱|救治|惠及|受益|造福|带动|接送|护送|托养|安置|奖励|培育|培训|轮训|补助"
    r"|扶助|援助|招收|招募|发放给|兑付给)"
)
_GIVEN = (
    r"(?=(?:每[日天周月季年]度?|免费|专项|临时|集中|定期|生活|医疗|职业|技能|就业|创业|健康|基本|机构|康复|入户|上门|按月|困难|节日|送温暖|教育)*"
    r"(?:资助|救助|慰问|帮扶|培训|轮训|补助|补贴|体检|筛查|受益|满意|康复|托养|服务|关爱|救治|疗休养|探访|助学|助餐"
    r"|援助|扶助|奖励|津贴|抚恤|优待|供养|安置|管理|签约|接送|研修|减免|评估|就业|接待))"
)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    noun = _noun()
    many = rf"{noun}(?:{_JOINT}{noun}){{0,2}}"
    modified = rf"(?:[^\W\d]{{1,5}}、){{0,2}}{many}"
    return (
        re.compile(rf"{_FOR}(?P<who>{modified})"),
        re.compile(rf"{_GIVES}(?:了|给)?(?P<who>{modified})"),
        re.compile(rf"(?:^|(?<=[,，。；;:：!！?？、\s\d]))(?P<who>{many}){_GIVEN}"),
    )


_VAGUE = re.compile(
    r"^(?:.*的(?=..)|(?:有需要|有需求|符合条件|广大|部分|各类|相关|全[县市区镇乡村体省]|辖区内?|本[县市区镇乡]|城乡|我[县市区镇乡]|基层|更多|所有|各)+)"
)
_ANYBODY = re.compile(r"(?:群众|公众|人员|对象|家庭|者|群体|人群|重点人群|重点对象|代表|员工)")
_TOO_LONG = 14


def recipients_in(text: str) -> tuple[str, ...]:
    """The people whom ``text`` says that the work is done for, the plainest words first."""
    found: list[str] = []
    for pattern in _patterns():
        for match in pattern.finditer(text):
            who = _named(match["who"])
            if who and who not in found:
                found.append(who)
    return tuple(found)


@cache
def _light() -> re.Pattern[str]:
    words = activity_words()
    verbs = [verb for verb in (*words.light_verbs, *words.result_verbs) if len(verb) > 1]
    return re.compile(rf"^.*(?:{alternation(verbs)})(?!生育)(?=..)")


def _named(printed: str) -> str:
    """The words of a match as one noun: 失能、半失能老人 as 失能及半失能老人; "" where unclear."""
    parts = [part for part in re.split(_JOINT, printed) if part]
    parts = [_VAGUE.sub("", _light().sub("", part)) for part in parts]
    parts = [part for part in parts if len(part) >= 2 and not _ANYBODY.fullmatch(part)][:2]
    if not parts or len(parts[-1]) > _TOO_LONG:
        return ""
    joined = "和".join(dict.fromkeys(parts))
    return joined if len(joined) <= _TOO_LONG else parts[-1]
