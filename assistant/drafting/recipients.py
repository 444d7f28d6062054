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
    r"|法|证(?!书)|卡|画|权益保障法|生活垃圾|户|员(?!工))"
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
    r"(?:让|(?<![天行大致])使(?!用|命|馆|其)|确保|保证|提醒|回应|护佑|(?<!互)帮(?![扶教助办带])"
    r"|(?<![因作认成以较称视行])为(?!了|主|目标|期|止|准|零|民)|(?<![供补])给(?!予|水)"
    r"|(?<![方取流去走])向(?!导)|面向|针对|方便|帮助|服务于"
    r"|服务(?!站|点|中心|体系|平台|能力|质量|大厅|窗口|业|队|项目|期|网点|保障|管理|设施|对象|人次))"
)
_GIVES = (
    r"(?:资助|救助|慰问|帮扶|扶持|探访|关爱|救治|惠及|受益|造福|带动|接送|护送|托养|安置|奖励|培育|培训|轮训|补助"
    r"|扶助|援助|招收|招募|发放给|兑付给)"
)
# Whatever is done about what is theirs is done for them: 回应购药群众的期盼, 保障待业青年权益.
_THEIRS = (
    r"(?=的?(?:合法)?(?:权益|期盼|关切|诉求|需求|急难愁盼|负担|切身利益|获得感|安全感|幸福感|实际困难|烦心事)"
    r"|(?:[^\W\d]{0,2})(?:受益|受惠|得实惠|满意))"
)
_OF_THEIRS = r"回应|解决|满足|保障|维护|减轻|保护|增进|提升|提高|增强"
# So many of them reached, of people only: 覆盖零工3900人, 覆盖移民村村民2100人.
_REACHED = r"覆盖(?:了|到)?"
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
        re.compile(rf"(?:{_OF_THEIRS})(?P<who>{many}){_THEIRS}"),
        re.compile(rf"{_REACHED}(?P<who>{many})(?=[约近超]?\d)"),
    )


_VAGUE = re.compile(
    r"^(?:.*的(?=..)|(?:有需要|有需求|符合条件|广大|部分|各类|相关|全[县市区镇乡村体省]|辖区内?|本[县市区镇乡]|城乡|我[县市区镇乡]|基层|[日月年]均|更多|所有|各)+)"
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


@cache
def _verbs() -> re.Pattern[str]:
    """Everything up to the end of the last verb before a noun."""
    words = activity_words()
    verbs = (
        *words.verbs_for_people, *words.light_verbs, *words.result_verbs,
        *words.front_verbs, *words.front_verbs_long,
    )  # fmt: skip
    long = alternation(verb for verb in verbs if len(verb) > 1)
    return re.compile(rf"^.*(?:{long}|[的了和与及并或等对为给向让使由把将从在到被以供帮含是有至])")


_NO_MODIFIER = re.compile(
    r"[\d_]|率|费|资金|经费|项目|活动|工作|系统|平台|服务|管理|机制|体系|每|各|该|本|名|位|个|次|等|不|未(?!成年)"
    r"|[^社山城灌库矿林小牧景园厂湖]区$|[省市县镇乡州]$|[^\W\d]村$|^[^\W\d]$"
)
_KEPT_ALONE = ("老", "新", "女", "男")
_MOST_MODIFIERS = 4


def in_full(who: str, text: str) -> str:
    """``who`` with the modifiers that a text gives it: 购药老人 for 老人, or ``who`` itself.

    A satisfaction row should ask the people served, not all who share their noun. What stands
    between the last verb, number or mark and the noun is taken for modifiers, unless it is long or
    holds what no modifier does, for then a verb was not known.
    """
    for match in re.finditer(re.escape(who), text):
        before = re.split(r"[^\w]", text[: match.start()])[-1]
        modifiers = _VAGUE.sub("", _verbs().sub("", before))
        if modifiers in _KEPT_ALONE:
            return modifiers + who
        fits = 1 < len(modifiers) <= _MOST_MODIFIERS
        if fits and not _NO_MODIFIER.search(modifiers):
            return modifiers + who
    return who
