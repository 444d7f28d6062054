"""What a clause is about: the verb and the noun phrase, without a segmenter.

Task texts are formulaic: light verbs (开展, 组织) carry a noun, result verbs (新建, 资助) are the
work itself. Word lists decide; what they do not know stays in the noun, so that a name is at worst
long, never wrong.
"""

import re
from functools import cache
from typing import NamedTuple

from assistant.drafting.wording import activity_words, alternation, quantity_words

MARKS = ",。;:!?、\n\t()[]【】|"
_MARK = re.compile(rf"[{re.escape(MARKS)}]")
_QUOTATION = re.compile(r"[“\"「『《][^”\"」』》\n]{1,20}[”\"」』》]")
_DROPPED = re.compile(r"[、,“”\"'‘’《》〈〉「」『』<>\s*＊×#`~_=+{}$&^\\@]|X{2,}|x{2,}")
_STAKE = r"[A-Z]{0,2}K\d+\+\d+"
_YEAR = re.compile(
    rf"{_STAKE}(?:\s*[-~—–至到]+\s*{_STAKE})?段?"
    r"|(?:19|20)\d\d\s*年度?|[〔\[(](?:19|20)\d\d[〕\])]\s*\d+号"
)
_NUMBERING = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}(?:是|、)|[((]?[一二三四五六七八九十\d]{1,3}[))]|\d{1,2}[.、)](?!\d)|[①-⑳])"
)
_LIGHT_INSIDE = re.compile(
    r"(?<![党团会群])(?:组织开展|开展|举办|进行|召开|(?<!基层)组织(?![部者机化纪生关])|实施(?![方意细办主])|完成(?![率情])"
    r"|提供|落实(?![率情]))"
)
_SHORT_LIGHT = frozenset("对为向给在要将并应需拟还再共")
NOUN_LIMIT = 18
"""Characters of an object noun; the metric noun still has to fit into a name of 25."""


class Phrase(NamedTuple):
    """What a number counts.

    Attributes:
        verb: result verb that belongs into the name (新建, 资助), or "".
        noun: what is counted, or "" where the clause does not say.
        after: True where the noun follows the number (新建35个充电桩).
    """

    verb: str
    noun: str
    after: bool = False


@cache
def _leading() -> re.Pattern[str]:
    return re.compile(
        rf"^(?:{alternation(activity_words().light_verbs)})"
        rf"(?<!{'|'.join(_SHORT_LIGHT)})(?!农田)(?![率度性部者化]|机构|生育|案件|会(?!议)|房|金|对象|供养|供水|供热|办公|收割机|安置|到位|款)"
        rf"|^(?:{'|'.join(sorted(_SHORT_LIGHT))})(?!{_NOT_LIGHT})"
    )


# Words that only begin like a short light verb (应急 is no 应).
_NOT_LIGHT = (
    "[^\\W\\d]{1,5}办(?:实事|好事)|职|编|校|建|民|老|口|外|水|点|军|联|急|届|用|收|求|享|青|生|就业"
    "|款|上|册|岗|线|训|农|企|残|困|内|轨|院|家|免|检|保|参|种|社|素"
)


@cache
def _verb_at_end() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(activity_words().result_verbs)})$")


@cache
def _light_at_end() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(activity_words().light_verbs)})$")


@cache
def _verb_at_start() -> re.Pattern[str]:
    words = activity_words()
    long_light = [verb for verb in words.light_verbs if len(verb) > 1]
    return re.compile(rf"^(?:{alternation((*words.result_verbs, *long_light))})")


@cache
def _bound_words_at_end() -> re.Pattern[str]:
    words = quantity_words()
    every = (*words.lower_bound, *words.more, *words.upper_bound, *words.less, *words.about)
    return re.compile(
        rf"(?:{alternation((*every, *words.before_numbers))})(?<!彩超)(?<!行为)"
        r"(?<![响供反]应)(?<![日年月周]均)(?<!^人均)(?<!平均)$"
    )


@cache
def _suffix_at_start() -> re.Pattern[str]:
    words = quantity_words()
    every = (*words.lower_suffix, *words.upper_suffix, "左右", "上下", "的", "/年", "/月")
    return re.compile(rf"^(?:{alternation(every)})")


@cache
def _stops() -> re.Pattern[str]:
    return re.compile(rf"(?<=..)(?:{alternation(activity_words().noun_stops)})")


@cache
def _tails() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(activity_words().tails)})$")


@cache
def _marked_phrases() -> re.Pattern[str]:
    """Set phrases that hold a mark of their own (双随机、一公开)."""
    return re.compile(alternation(p for p in quantity_words().set_phrases if _MARK.search(p)))


# 丰、枯水期 and 春、秋季 are one time each; a blank behind a number and its measure ends a clause.
_FEASTS = "元旦|春节|元宵|清明|端午|中秋|国庆|重阳|五一|六一|七一|八一|十一"
ONE_TIME = re.compile(
    rf"(?:{_FEASTS})(?:[、和](?:{_FEASTS}))+(?=各|期间|前|两|[等慰走发])|"
    r"[丰平枯春夏秋冬早晚](?:、[丰平枯春夏秋冬早晚])+|[A-D](?:、[A-D])+(?=级)|[一二三](?:、[一二三])+(?=[级类])"
)
_BLANK = re.compile(
    r"(?:(?<=[\d%‰][\u4e00-\u9fff])|(?<=[\d%‰][\u4e00-\u9fff]{2})|(?<=[%‰]))\s(?=[\u4e00-\u9fff])"
)


def marks_in(text: str) -> list[int]:
    """Places of the marks that end clauses; those inside quotation marks end none."""
    quoted = [match.span() for match in _QUOTATION.finditer(text)]
    quoted += [match.span() for match in _marked_phrases().finditer(text)]
    quoted += [match.span() for match in ONE_TIME.finditer(text)]
    marks = [*_MARK.finditer(text), *_BLANK.finditer(text)]
    return sorted(
        match.start()
        for match in marks
        if not any(start < match.start() < end for start, end in quoted)
    )


def clauses(text: str) -> list[tuple[int, int]]:
    """Spans of the clauses of ``text``, empty ones left out."""
    edges = [0, *(place + 1 for place in marks_in(text)), len(text) + 1]
    spans = ((start, end - 1) for start, end in zip(edges, edges[1:], strict=False))
    return [(start, end) for start, end in spans if text[start:end].strip()]


# 规范管理率, 及时率: what carries a rate is part of it.
_ONLY_RATE = re.compile(r"(?:\w{1,2})?率")


def strip_leading(text: str) -> str:
    """``text`` without the light verbs, adverbs and numbering that it opens with."""
    text = _NUMBERING.sub("", text.strip())
    while match := _leading().match(text):
        rest = text[match.end() :]
        if _ONLY_RATE.fullmatch(rest):
            break
        if len(rest) < 2 or (match[0] in _SHORT_LIGHT and len(rest) < 3):
            break
        text = rest
    return text


def strip_bounds(text: str) -> str:
    """``text`` without words of bound or sum at its end (不少于, 共计)."""
    text = text.rstrip()
    while (
        match := _bound_words_at_end().search(text)
        or _AS_BEFORE.search(text)
        or _BROUGHT_TO.search(text)
    ):
        text = text[: match.start()].rstrip()
    return text


# 里程力争跑到1.2万公里, 整改率要做到100%: a verb that only says that the number is reached.
_BROUGHT_TO = re.compile(
    r"(?:力争|争取|确保|保证|努力|要|得|计划|拟)(?:再)?[做跑干抓办搞建查走种修提升涨增完压降冲拉拿]{1,2}(?:到|够|满|足|成|出)?$"
    r"|(?<=..)[做跑干冲抓]到$|(?<=[数率量间期])[压降缩减]$"
)


_AS_BEFORE = re.compile(
    r"(?:不低于|不少于|高于|超过|不超过|持平|达到)?(?:上年|去年|上一年)(?:度|末)?(?:水平|同期|规模|数量)?\(?$"
)


@cache
def _planned() -> re.Pattern[str]:
    """Words of planning; 西部计划志愿者 is a name, 计划培训 is none."""
    words = activity_words()
    verbs = alternation((*words.result_verbs, *(v for v in words.light_verbs if len(v) > 1)))
    names = ("雨露", "改善", "国培", "行动", "支持", "培养", "培育", "提升", "攻坚", "三年")
    before = "".join(f"(?<!{name})" for name in names)
    return re.compile(
        rf"{before}计划(?={verbs}|\d|\s|$)|^计划|预计|预期|力争|拟|确保|要求|用于|以及"
    )


_ENDS = "的和与及或是于了·.-/%"
_ENDS_IN_AND = re.compile(r"(?:普及|推及|涉及|波及|触及|顾及|危及|兼及|提及|谈及|参与)$")


def clean_noun(text: str, *, after: bool = False) -> str:
    """``text`` as an object noun: no marks, years, light verbs or tails; at most `NOUN_LIMIT`.

    Args:
        text: the words before or after a number, or a clause.
        after: True for words after a number, which end where the sentence goes on.
    """
    text = _SAID_TWICE.sub(r"\g<what>", _DROPPED.sub("", _YEAR.sub("", text)))
    if after:
        stop = _stops().search(text)
        text = _served_and_done(text[: stop.start()] if stop else text)
    else:
        rest = _planned().split(text)[-1]
        text = (
            re.sub(
                r"^年(?=服务|播出|培训|接待|处理|完成|播发|开展|组织|举办|检查|放映|受理|办理|接诊|诊疗|收治)",
                "",
                rest,
            )
            if len(rest) >= 2
            else text
        )
    text = _after_inner_light_verb(_DAY_NAME.sub("", strip_leading(text)))
    text = shorten(_closed_end(_open_end(_tails().sub("", text))), NOUN_LIMIT)
    text = re.sub(r"(?<=[期季月])各(?=\w)", "", text)
    text = re.sub(r"^(?:上年|去年|上一年)度?(?=..)", "", text)
    text = _ALL_YEAR.sub("", text)
    text = _SEASONS_EACH.sub("", text)
    text = "" if _ONLY_PLANNED.fullmatch(text) else text
    return _closed_end(_open_end(text))


# 培训春秋两季各开12个班: how often it is held belongs to no name.
_SEASONS_EACH = re.compile(
    rf"(?<=..)(?:{_FEASTS}){{2,}}各?(?:发放?|慰问|走访|开展|举办)?$"
    r"|(?<=...)(?:[春夏秋冬]{1,4}[两三四]?季|上下半年|寒暑假)各?(?:开|办|开办|开设|举办)?$"
)
_DAY_NAME = re.compile(r"^\d{1,2}[·•]\d{1,2}节?")
# 护理补贴每人每月护理补贴标准: what is paid is said once.
_SAID_TWICE = re.compile(
    r"(?P<what>[^\W\d]{2,8})(?:每[人户亩生名](?:每[年月天日])?|[人户亩生]均)(?P=what)(?=标准)"
)
_ALL_YEAR = re.compile(
    r"(?<=..)(?:全年|年内|本年度?)(?=接待|服务|培训|处理|受理|办理|检查|巡查|发放|放映|演出|收治|接诊)"
)
_ONLY_PLANNED = re.compile(
    r"即|(?:今年|本年|年内|全年)|(?:今年|本年|年内|全年)?(?:力争|确保|计划|预计|目标|完成|达到)"
)


def _closed_end(text: str) -> str:
    """``text`` without words at its end that join it to what follows (救护知识普及 is whole)."""
    shut = text.rstrip(_ENDS + "等")
    return text if text != shut and _ENDS_IN_AND.search(text) else shut


def _open_end(text: str) -> str:
    return text if text.startswith(("及时", "和谐", "与会")) else text.lstrip(_ENDS)


def _served_and_done(text: str) -> str:
    """Words after a number: what is done (开展评估) goes before those it is done to (幼儿园)."""
    match = _LIGHT_INSIDE.search(text, 2)
    if match is None:
        return text
    done, served = text[match.end() :], text[: match.start()]
    return done + served if 2 <= len(done) <= 8 else served


def _after_inner_light_verb(text: str) -> str:
    for match in reversed(list(_LIGHT_INSIDE.finditer(text))):
        rest = text[match.end() :]
        if len(rest) >= 2:
            return strip_leading(rest)
        text = text[: match.start()]
    return text


def shorten(text: str, limit: int) -> str:
    """Drop what modifies the head until the noun fits; the head of a Chinese phrase is last."""
    if "的" in text:
        head = text.rpartition("的")[2]
        joined = text.replace("的", "")
        text = joined if len(joined) <= 12 or len(head) < 4 else head
    text = _FOR.sub("", text)
    for place in _SCOPES:
        if len(text) > 8 or place[0] == "我":
            text = text.removeprefix(place)
    if len(text) <= limit:
        return text
    for mark in ("对", "和", "与", "及", "在", "为", "向"):
        head = text.rpartition(mark)[2]
        if 4 <= len(head) <= limit:
            return head
    return _from_a_verb(text[-limit:])


_FOR = re.compile(
    r"^[为给](?![^\W\d]{1,5}办(?:实事|好事)|民|老|农|企|期|水|排|养|付|孩|师)(?=[^\W\d]{4,})"
)
_SCOPES = ("全县", "全市", "全区", "全省", "全镇", "辖区", "我县", "我市", "我区", "我镇", "我校")


def _from_a_verb(text: str) -> str:
    """A phrase cut at the front, begun at the next word that is known, if one is near."""
    for place in range(min(5, len(text) - 4)):
        if _verb_at_start().match(text[place:]):
            return text[place:]
    return text


def object_of(left: str, right: str, *, another_follows: bool) -> Phrase:
    """What a number counts, from the words of its clause before and after it.

    Args:
        left: from the clause's beginning, or the last number, to this one.
        right: from this number to the clause's end or to the next number.
        another_follows: True where ``right`` ends at another number of the same clause.
    """
    left = strip_bounds(left)
    while match := _suffix_at_start().match(right):
        right = right[match.end() :]
    right = re.sub(r"(?:^|(?<=[^\W\d]{2}))(?:近|大?约|共计?|合计|累计)$", "", right.strip())
    if _starts_next(right, another_follows):
        right = ""
    verb = _verb_at_end().search(left)
    if verb and right and right in left:
        # 老旧小区改造38个小区: what is counted was said already.
        return Phrase("", clean_noun(left))
    if right and (_SAYS_NOTHING.fullmatch(left.strip()) or verb or _light_at_end().search(left)):
        return Phrase(verb[0] if verb else "", _noun_after(right, verb is not None), True)
    opened = _DROPPED.sub("", strip_leading(left))
    noun = clean_noun(left)
    if len(noun) >= 2 and left.startswith(("对", "为", "给")) and (done := _DONE_TO.match(right)):
        return Phrase("", noun + done["work"])
    if (given := _GIVEN.search(left)) and given["what"] == noun:
        noun = given[0]
    if verb and noun == verb[0] and opened == noun:
        return Phrase(verb[0], "")
    return Phrase("", noun)


# 对重点单位54家开展检查: the work stands behind the number.
_DONE_TO = re.compile(r"(?:开展|进行|实施|组织)(?P<work>[^\W\d]{2,8})$")
_GIVEN = re.compile(r"(?:提供(?=..$|...$)|达成|促成)(?P<what>[^\W\d]{2,4})$")
_SAYS_NOTHING = re.compile(
    r"(?:保障|确保|维持|保持|组织|为|对|给|向|在)?(?:局?机关|我?[省市县区镇乡村州局院校单位]|全[省市县区镇乡村州局院校站所馆园]|辖区|本级|城乡|以上)?[内的]?"
)


def _starts_next(right: str, another_follows: bool) -> bool:
    """Whether the words after a number begin something else than what it counts."""
    if not right or _stops().match(f"  {right}", 2) or right[0] in "以并且及和与或达使确每,/":
        return True
    match = _verb_at_start().match(right)
    if match is None:
        return False
    return another_follows or len(right) == len(match[0])


def _noun_after(right: str, keep_verb: bool) -> str:
    noun = clean_noun(right, after=True)
    return noun or ("" if keep_verb else right.strip()[:NOUN_LIMIT])


def activity_in(clause: str) -> str:
    """The work that a clause names, without its verbs of carrying out; "" for a slogan."""
    words = activity_words()
    if any(slogan in clause for slogan in words.slogans):
        return ""
    noun = clean_noun(strip_bounds(clause))
    return "" if len(noun) < 2 or noun.isdigit() else noun
