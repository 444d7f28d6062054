"""Find the numbers of a text and tell quantities from what only looks like one.

Each kind of expression claims its characters in turn, the most specific first, so that the 30 of
``10月30日前`` is never a count and the 101 of a document number is nothing at all.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from assistant.domain.calendar import Bound, CalendarMention, read_calendar
from assistant.domain.frequency import Duration, Frequency, read_durations, read_frequencies
from assistant.domain.quantity import normalise
from assistant.drafting.facts import FactKind, is_injection
from assistant.drafting.numerals import (
    ARABIC,
    CHINESE,
    CHINESE_DECIMAL,
    read_printed_number,
    read_round_number,
    read_share,
)
from assistant.drafting.phrases import ONE_TIME
from assistant.drafting.wording import alternation, quantity_words
from assistant.validators.totals import plain


class Mention(NamedTuple):
    """A number in a normalised text.

    Attributes:
        kind: what sort it is.
        start: offset of its first character.
        end: offset after its measure word.
        value: the number as digits, the lower one of a range; "" for a deadline.
        unit: measure word as printed, with its 万 or 亿.
        per: the words "for each" before it (每人每年).
        more: True for 余 or 多 (300余人).
        about: True where the words only come near the number (近6万人次, 40场左右).
        descriptive: True where the measure word describes (三种模式).
        calendar: the calendar expression, for a deadline.
        frequency: the frequency, for one.
        derived: True where the number is computed from words.
        middle: words inside a frequency that say what is done (每季度检查2次).
    """

    kind: FactKind
    start: int
    end: int
    value: str
    unit: str = ""
    per: str = ""
    more: bool = False
    about: bool = False
    descriptive: bool = False
    calendar: CalendarMention | None = None
    frequency: Frequency | None = None
    derived: bool = False
    middle: str = ""


class _Claims:
    """Which characters of a text are spoken for."""

    def __init__(self, text: str) -> None:
        self._taken = bytearray(len(text))

    def seal(self, start: int, end: int) -> None:
        """Claim a span whatever was claimed of it before."""
        self._taken[start:end] = b"\x01" * (end - start)

    def take(self, start: int, end: int) -> bool:
        """Claim a span; False, and nothing claimed, where part of it is taken."""
        if any(self._taken[start:end]):
            return False
        self._taken[start:end] = b"\x01" * (end - start)
        return True


_RANGE = r"(?:-|~|—|–|至|到|、)"
_SCALE = "[十百千万亿]"
_PERCENT = re.compile(
    rf"百分之(?P<cn>百|{CHINESE_DECIMAL}|\d+(?:\.\d+)?)"
    rf"|(?P<ratio>{ARABIC})\s*(?P<unit3>人?/\s*(?:10|十)?万[人台辆车]?|/千)"
    rf"|(?P<base>百万|十万|千|万)分之(?P<of>{ARABIC}|{CHINESE_DECIMAL})"
    rf"|(?P<n>{ARABIC})\s*[%‰]?\s*(?:-|~|—|–|至|到)\s*(?P<upper>{ARABIC})\s*(?P<unit2>个百分点|百分点|%|‰)"
    rf"|(?P<m>{ARABIC}|[一二两三四五六七八九十]+(?=个?百分点))\s*(?P<unit>个百分点|百分点|%|‰)"
)
_MONEY = re.compile(
    r"(?P<per>(?:每学年|每学期|每(?:[人户亩名吨生座所村个家场次件台套案车头栋例床具只株棵份条部辆处口间幢站组宗页]|公里|平方米|课时|学时)(?:次)?|人均|户均|亩均|生均|每?[年月天日])*)"
    rf"(?:补助|补贴|奖励|标准|发放|约|为)*(?P<n>{ARABIC})\s*(?:[-~—–至到]\s*(?P<upper>{ARABIC}))?\s*(?:余|多)?\s*"
    r"(?P<unit>亿美元|万美元|美元|亿元|万元|千元|百元|元)"
    r"(?P<tail>/(?:每)?(?:人·?次|人|户|亩|名|具|生|次|场|月|年|天|日|平方米|公里|座|个|页|卷|件|例|宗|条|米|吨|株|盏|套|台|份|学年|学期)(?:[·./](?:人|次|年|月|天|日|学年|学期))?)?"
)
_MISHAP = (
    "事故|投诉|差错|上访|非访|信访|伤亡|死亡|失误|遗漏|违纪|违规|案件|事件|返贫|缺陷|延误"
    "|失联|脱管|漏管|泄密|疫情|火灾"
)
_ZERO = re.compile(
    rf"零(?P<what>(?:重大|较大|极端|恶性|安全|责任|群体性|规模性|越级|进京|个人极端){{0,2}}(?:{_MISHAP}|发生))"
)
# A promise that something will not happen is the number 0, said in words.
_NEVER = re.compile(
    r"(?:(?:坚决|有效)?杜绝|(?:坚决|切实|有效)防[止范]|严防|不(?:再)?(?:发生|出现)|未发生|无)(?:发生|出现)?(?:一起|一例|任何)?"
    r"(?P<what>[^\W\d_](?:\w|[《》()·]){1,22}?)(?:的?(?:发生|情况|现象|问题))?(?=[,。;:!?、\s]|$)"
)
_BEFALLS = re.compile(
    r"(?:^|(?<=[,。;:!?、\s]))(?:全年|全县|全市|全区|全镇|辖区|确保|实现)*(?P<what>[^\W\d_]{3,14}?)不(?:再)?(?:发生|出现)(?=[,。;:!?、\s]|$)"
)
_MISHAP_END = re.compile(
    rf"(?:{_MISHAP}|风险|问题|隐患|险情|纠纷|舆情|死亡|现象|行为|污染|破坏|拖欠|欠薪|冒领|错发|漏发|挪用|截留)$"
)
# 坚决防止脱管漏管 promises that none happens; 防止水土流失 is work.
_PREVENTS = re.compile(r"(?:坚决|切实|有效)防[止范]|严防")
_PREVENTED = re.compile(
    r"(?:事故|事件|失联|脱管|漏管|脱管失控|返贫|泄密|泄题|命案|疫情|上访|非访|越级访|集体访|欠薪)$"
)
_NONE_AT_ALL = re.compile(
    r"(?P<what>事故|事件|案件|投诉|伤亡|死亡|差错|上访)(?P<people>人数)?(?:数|起数)?(?:为|=)(?:零|0)(?![\d.%])"
)
_COVERAGE = re.compile(r"全覆盖|应(?P<x>.)尽(?P=x)|全员(?=参训|培训(?!\d))")
_LETTERED = re.compile(
    r"(?:(?<![A-Za-z])(?![A-Z]{2,}\d{1,3}[台套架辆部])[A-Za-z][A-Za-z\-]*\d[\d.]*"
    r"|\d+\s*[-~—–至到]\s*\d+(?:个月|岁|周岁|月龄)"
    r"|\d+人(?=[^\W\d]{1,8}[队组团]\d+[支个])"
    r"|\d[\d.]*[A-Za-z]*[×x*]\d[\d.]*|\d+(?![GTMP]B)[A-Z](?:级)?|\d+\.\d+\.\d+)"
)
# Telephone numbers are addresses; a ratio (1:6) is one number in two.
_TELEPHONE = re.compile(r"(?<!\d)(?:0\d{2,3}-\d{7,8}|1[3-9]\d{9}|[48]00-?\d{3}-?\d{4})(?!\d)")
_RATIO = re.compile(r"(?<!\d)\d{1,3}\s*[::∶]\s*\d{1,3}(?!\d)")
_CODE = re.compile(
    r"[〔\[(]\s*(?:19|20)\d\d\s*[〕\])]\s*\d*\s*号?|第\s*(?:\d+|[一二三四五六七八九十]+)(?!\s*季)\s*[^\s,。]?"
)
# K2850+300至K2866+000段: where on a road; 10秒内接听率: part of what the rate is called.
# 9·18, 3·8节: days that are names.
_DAY_NAMES = re.compile(r"(?<!\d)\d{1,2}[·•]\d{1,2}(?!\d)")
_STAKE = r"[A-Z]{0,2}K\d+(?:\+\d{1,3}(?:\.\d+)?)?"
_STAKES = re.compile(rf"{_STAKE}(?:\s*[-~—–至到]+\s*{_STAKE})?段?")
_CIRCLE = re.compile(
    r"\d+分钟(?=[^\s,。;]{0,5}圈)|\d+秒(?:钟)?(?:之?内|以内)?(?=[^\W\d]{1,6}率)"
    r"|(?:24|二十四)小时(?=\W?(?:值班|值守|晴雨|预报|在线|服务|监控|监测|不间断|开放|巡逻|备勤))"
)
_LIST_NUMBER = re.compile(
    r"(?:^|(?<=[\n。;；]))\s*(?:[((]?\d{1,2}(?:[)）]|[.、．](?=\D|$|\d{1,2}月|(?:19|20)\d\d年))|\d{1,2}(?=\s+\D))"
)
_QUOTED = re.compile(r"[“\"「『《][^”\"」』》]{1,20}[”\"」』》]")
_YEARS = re.compile(r"(?:19|20)\d\d(?:\s*[-—~至]\s*(?:19|20)\d\d)?\s*(?:年度?|学年)|\d{2}(?=年度)")


# 食品抽检4批次/千人: of how many it is counted is part of the measure.
_FOR_EACH = r"(?:/(?:[百千万]人|十万人|百万人|千户|万户|万亩|公里|平方公里))?"


@cache
def _metric_units() -> dict[str, str]:
    """Measure word to metric noun."""
    return {unit: metric for metric, units in quantity_words().metrics.items() for unit in units}


def metric_of(unit: str) -> str | None:
    """The metric noun that a measure word asks for (公里 gives 里程), or None."""
    known = _metric_units()
    if unit not in known and (each := re.search(rf"{_FOR_EACH}$", unit)):
        unit = unit[: each.start()]
    # 万千米 is 千米 in 万, never 米: marks of scale go one by one.
    while unit not in known and unit[:1] in tuple("十百千万亿"):
        unit = unit[1:]
    return known.get(unit)


@cache
def _count() -> re.Pattern[str]:
    units = alternation((*_metric_units(), *quantity_words().descriptive))
    lookahead = rf"(?!{alternation(('别', '体', '性', '人意见'))})"
    return re.compile(
        rf"(?P<each>每[人户名村校镇乡所家期场次个班年级]{{1,2}})?(?:配备|不少于|至少|举办|开展)?"
        rf"(?:(?P<n>(?:(?<![\d.A-Za-z])|(?<=[A-Z]{{2}}))(?:{ARABIC}))|(?P<cn>{CHINESE}))"
        rf"(?:\s*{_RANGE}\s*(?P<upper>{ARABIC}))?\s*(?P<more>余|多|来)?\s*"
        rf"(?P<scale>{_SCALE}+)?\s*(?P<more2>余|多)?\s*(?P<unit>(?:{units}){_FOR_EACH}){lookahead}"
    )


@cache
def _blocked_words() -> re.Pattern[str]:
    return re.compile(alternation(quantity_words().set_phrases))


@cache
def _named() -> re.Pattern[str]:
    words = quantity_words()
    return re.compile(
        rf"(?<!\d)(?:{alternation(words.named_numbers)})(?!\d|{alternation(tuple(_metric_units()))}|%|元|万|余|多|,)"
        rf"|(?:\d+|[一二三四五六七八九十]+)(?:{alternation(words.not_after)})(?!次)"
    )


_CAMERAS = re.compile(r"监控|摄像|探头|视频|信号|天网|雪亮|鹰眼|抓拍|卡口")


# 大赛1届 counts how often it is held; 十四届人大 is a name.
_HELD_TIMES = re.compile(r"\d{1,2}届(?=[,。;!?、\s(]|$)")


def _is_of_cameras(text: str, match: re.Match[str]) -> bool:
    """监控260路 counts channels; 乘坐12路 names a line."""
    near = text[max(0, match.start() - 14) : match.end() + 6]
    return _CAMERAS.search(near) is not None and "公交" not in near


def _block(text: str, claims: _Claims) -> None:
    """Claim what is no quantity."""
    for pattern in (
        _blocked_words(), _TELEPHONE, _CODE, _LIST_NUMBER, _DAY_NAMES, _STAKES, _LETTERED, _CIRCLE,
        ONE_TIME, _named(),
    ):  # fmt: skip
        for match in pattern.finditer(text):
            share = match[0] == "之一" and text[: match.start()].endswith("分")
            cameras = match[0].endswith("路") and _is_of_cameras(text, match)
            if not (share or cameras or _HELD_TIMES.match(text, match.start())):
                claims.take(match.start(), match.end())
    for match in _QUOTED.finditer(text):
        if not re.search(r"\d", match[0]):
            claims.take(match.start(), match.end())
    for match in re.finditer(r"[^。;!?\n]+", text):
        if is_injection(match[0]):
            # 权重全给第一条: a name inside it was claimed before, its other numbers must not stay.
            claims.seal(match.start(), match.end())


_RECURRING = re.compile(
    r"每(?:个)?(?:月|季度?|半年|学期|周|年)(?:(?:末|首|初)月?|\d{1,2}月)?(?:底|末|\d{1,2}[日号])(?:之前|以前|前)?"
)


# Days that have a name instead of a date.
_NAMED_DAY = re.compile(
    r"(?:元旦|春节|元宵|清明节?|五一|劳动节|端午节?|六一|七一|八一|教师节|中秋节?|国庆节?|十一|重阳节?"
    r"|两会|高考|中考|(?:春季|秋季)?开学|寒假|暑假|寒暑假|新学期|(?:主|入)?汛期?|防火期|旱季|雨季|雨雪"
    r"|入冬|入夏|上冻|封冻|供暖季?|供热季?|采暖季?|春耕|春播|春灌|秋收|麦收|三夏|三秋|[两双]节)"
    r"(?:假期|期间?|来临|到来|开始)?(?:之前|以前|前(?![期往来后置端沿景所述夕]))"
)


# 高校毕业生年底就业率90%: when a rate is read, in its name.
_YEAR_END = re.compile(
    r"(?<=[^\W\d]{2})(?:年底|年末|年终|期末)"
    r"(?=(?!竣工|完工|完成|交付|投用|建成|发放|兑付|办结|开工|到位|验收|前)[^\W\d]{2,6}率)"
)


def _calendar(text: str, claims: _Claims) -> Iterator[Mention]:
    for match in _NAMED_DAY.finditer(text):
        if claims.take(match.start(), match.end()):
            words = re.sub(r"(?:之前|以前)$", "前", match[0])
            yield Mention(FactKind.DEADLINE, match.start(), match.end(), words)
    for match in _RECURRING.finditer(text):
        if claims.take(match.start(), match.end()):
            yield Mention(FactKind.DEADLINE, match.start(), match.end(), match[0])
    # 4.8月15日前: the number of a list is no day.
    for match in _YEAR_END.finditer(text):
        claims.take(match.start(), match.end())
    for mention in read_calendar(_LIST_NUMBER.sub(lambda match: ";" * len(match[0]), text)):
        if not claims.take(mention.start, mention.end) or not mention.has_month:
            continue
        if mention.bound is not Bound.FROM:
            yield Mention(FactKind.DEADLINE, mention.start, mention.end, "", calendar=mention)
    for match in _YEARS.finditer(text):
        claims.take(match.start(), match.end())


_TIMES = re.compile(
    rf"(?P<middle>[^,。;:!?、\n每\d]{{0,14}}?)(?P<n>{ARABIC}|[一两二三四五六七八九十]{{1,2}})"
    r"(?P<unit>次|场次|场|期|轮|批次|遍)"
)


_SEASON = re.compile(
    r"(?:汛期|防火期|旱季|雨季|冬季|夏季|采暖季|供暖期|供暖季|节假日|特护期|期间|时段)(?:内|里)?[,]?\s*$"
)


def _in_season(text: str, item: Frequency, claims: _Claims) -> Iterator[Mention]:
    """A frequency of part of the year: nobody said how many days, so that no year is made of it."""
    times = _TIMES.match(text, item.end)
    number = read_printed_number(times["n"]) if times else None
    end = times.end() if times and number else item.end
    if claims.take(item.start, end):
        middle = times["middle"] if times and number else ""
        amount = plain(number) if number else "1"
        unit = f"{times['unit'] if times and number else '次'}/{item.period}"
        yield Mention(
            FactKind.COUNT, item.start, end, amount, unit, derived=not number, middle=middle
        )


_COUNTED_EACH = re.compile(
    rf"[^,。;:!?、\n每按逐\d]{{0,14}}?(?:{ARABIC})\s*(?:余|多)?(?:[十百千万]*)"
    r"(?:天|个?小时|课时|学时|人次|人|名|家|户|公里|吨|份|件|处|个|单|笔|票|车|立方米|万?千瓦时)"
)


def _frequencies(text: str, claims: _Claims) -> Iterator[Mention]:
    for item in read_frequencies(text):
        if re.match(rf"\s*(?:{ARABIC})\s*(?:万|亿)?元", text[item.end :]):
            continue
        end, yearly, unit, middle = item.end, item.times_a_year, item.counted or "次", ""
        if item.text.startswith("按") and _RATE_BEHIND.match(text, item.end):
            # 按月社会化发放率100%: how often is part of what the rate is called.
            claims.take(item.start, item.end)
            continue
        if _SEASON.search(text, 0, item.start) and item.period not in ("年", "年度"):
            yield from _in_season(text, item, claims)
            continue
        times = None if item.counted else _TIMES.match(text, item.end)
        if times is None and item.counted is None and _COUNTED_EACH.match(text, item.end):
            # 每周坐诊不少于2天: the period belongs to the count that follows.
            continue
        if times and (number := read_printed_number(times["n"])):
            end, unit, middle = times.end(), times["unit"], times["middle"]
            yearly = yearly * number
        if yearly != yearly.to_integral_value() or not claims.take(item.start, end):
            continue
        yield Mention(
            FactKind.FREQUENCY,
            item.start,
            end,
            plain(yearly),
            unit,
            frequency=item,
            middle=middle,
            derived=item.period not in ("年", "年度"),
        )


_RATE_BEHIND = re.compile(r"[^\W\d]{2,8}率")
_OF_MANY = {"千": "‰", "万": "/万", "十万": "/10万", "百万": "/100万"}


# 七成, 六成五, 半数以上, 三分之二: shares in words; 三成员 and 一成不变 are none.
_SHARE = re.compile(
    r"(?<![第建完养生形组达变促落合收\d.])"
    r"(?:(?:[一二三四五六七八九]|[1-9])成(?:[一二三四五六七八九](?![名个家人项万千百十])|半)?"
    r"(?![员立果效本份功品分套新熟绩型长年人为交语不])"
    r"|(?:半数|一半)(?=以上)|过半(?=[数,。;]|$)|[二三四五六七八九十]分之[一二三四五六七八九](?=以上|左右|[,。;的]|$))"
)
# 翻一番, 翻两番: growth in words.
_DOUBLED = re.compile(r"(?:实现)?翻(?P<n>[一两二三])?番|(?:实现)?倍增(?=[,。;到至]|$)")


def _shares(text: str, claims: _Claims) -> Iterator[Mention]:
    for match in _SHARE.finditer(text):
        share = read_share(match[0])
        if share is not None and claims.take(match.start(), match.end()):
            about = _is_about(text, match.start(), match.end())
            yield Mention(FactKind.RATE, match.start(), match.end(), plain(share), "%", about=about)
    for match in _DOUBLED.finditer(text):
        times = read_printed_number(match["n"] or "一")
        if times is not None and claims.take(match.start(), match.end()):
            growth = plain(Decimal(100) * (2 ** int(times) - 1))
            yield Mention(FactKind.CHANGE, match.start(), match.end(), growth, "%", derived=True)


# 万车死亡率控制在2.1以下: the measure of the number is in the name of the rate.
_DEATHS = re.compile(
    r"(?P<each>万车|百万吨|亿元|[十1][0万]*万人|万人)(?:的)?(?P<what>[^\W\d]{0,8}?死亡率)"
)


def _death_rates(text: str, claims: _Claims) -> Iterator[Mention]:
    """Deaths for so many of something; their number stands alone."""
    for match in _DEATHS.finditer(text):
        claims.take(match.start("each"), match.end("each"))
        bound = re.compile(
            rf"[^,。;:\d]{{0,8}}?(?P<n>{ARABIC})(?P<unit>人?)(?=以[下内]|左右|[,。;:\s(]|$)"
        ).match(text, match.end())
        number = read_printed_number(bound["n"]) if bound else None
        if bound and number is not None and claims.take(bound.start("n"), bound.end()):
            each = re.sub(r"^[十1][0万]*(?=万人)", "10", match["each"])
            unit = f"人/{each}"
            yield Mention(FactKind.RATE, bound.start("n"), bound.end(), plain(number), unit)


def _percents(text: str, claims: _Claims) -> Iterator[Mention]:
    for match in _PERCENT.finditer(text):
        printed = match["cn"] or match["n"] or match["m"] or match["ratio"] or match["of"]
        number = Decimal(100) if printed == "百" else read_printed_number(printed)
        if number is None or not claims.take(match.start(), match.end()):
            continue
        unit = match["unit"] or match["unit2"] or match["unit3"] or _OF_MANY.get(match["base"], "%")
        about = _is_about(text, match.start(), match.end())
        yield Mention(FactKind.RATE, match.start(), match.end(), plain(number), unit, about=about)


def _money(text: str, claims: _Claims) -> Iterator[Mention]:
    for match in _MONEY.finditer(text):
        # What may be spent is bounded by the upper end of a range.
        number = read_printed_number(match["upper"] or match["n"])
        start = match.start("n")
        if number is None or not claims.take(start, match.end()):
            continue
        standard = bool(
            match["tail"]
            or re.search(
                r"[人户亩生名吨个次场家台件套期班案车头栋例床具只株棵份条部辆处口间幢站组宗页]|公里|座|所|村|学年|学期|课时|学时",
                match["per"],
            )
        )
        kind = FactKind.STANDARD if standard else FactKind.MONEY
        unit = match["unit"] + (match["tail"] or "")
        about = _is_about(text, start, match.end())
        yield Mention(kind, start, match.end(), plain(number), unit, per=match["per"], about=about)


def _durations(text: str, claims: _Claims) -> Iterator[Mention]:
    for item in read_durations(text):
        limited = item.within or _LIMIT.search(text, 0, item.start) is not None
        limited = limited or _ANSWERED.match(text, item.end) is not None
        if item.unit == "周岁" or not (limited or item.unit in ("年", "个月", "月", "分钟")):
            continue
        if not claims.take(item.start, item.end):
            continue
        if limited or item.unit == "分钟":
            yield Mention(
                FactKind.DURATION, item.start, item.end, plain(item.amount), _duration_unit(item)
            )


_ANSWERED = re.compile(r"(?:响应|办结|到场|到达|回复|答复|出警|送达|处置)(?=[,。;!?、\n]|$)")
_LIMIT = re.compile(
    r"(?:不[得能可应准许宜]?(?:超过|超出|超|突破|高于|大于|多于|长于|晚于)|控制在|(?:压缩|缩短)[至到]|至多|最多|最长|少于|小于|低于|≤|[由从](?:原来|目前|现在)?的?)\s*$"
)


def _duration_unit(item: Duration) -> str:
    return f"个{item.unit}" if f"个{item.unit}" in item.text else item.unit


def _counts(text: str, claims: _Claims) -> Iterator[Mention]:
    words = quantity_words()
    for match in _count().finditer(text):
        start = match.start("n") if match["n"] else match.start("cn")
        mention = _count_mention(text, match, start)
        if mention is None or not claims.take(start, match.end()):
            continue
        yield mention._replace(descriptive=match["unit"] in words.descriptive)


def _count_mention(text: str, match: re.Match[str], start: int) -> Mention | None:
    number = read_printed_number(match["n"] or match["cn"])
    if number is None and match["cn"] and _is_round(text, match, start):
        number = read_round_number(match["cn"])
    elif match["cn"] and number is not None and not _chinese_counts(text, match, number):
        return None
    if number is None:
        return None
    return Mention(
        FactKind.COUNT,
        start,
        match.end(),
        plain(number),
        (match["scale"] or "") + match["unit"],
        per=match["each"] or "",
        more=bool(match["more"] or match["more2"]),
        about=_is_about(text, start, match.end()),
    )


_ROUND_BEFORE = re.compile(r"[近上超约逾达]\s*$|超过$|不少于$|至少$|突破$")


def _is_round(text: str, match: re.Match[str], start: int) -> bool:
    """百余场, 近千人, 上万人次: a scale that counts; 千家万户 and 百姓 are none."""
    return bool(match["more"] or match["more2"] or _ROUND_BEFORE.search(text, 0, start))


_ABOUT_BEFORE = re.compile(r"(?:大?约|近|接近|将近)\s*$")
_ABOUT_BEHIND = re.compile(r"\s*(?:左右|上下)")


def _is_about(text: str, start: int, end: int) -> bool:
    """Whether the words only come near a number."""
    return bool(_ABOUT_BEFORE.search(text, 0, start) or _ABOUT_BEHIND.match(text, end))


_IDIOM_BEFORE = re.compile(r"[每统进逐唯同之第万千百十\d]$")
_RESULT_BEFORE = re.compile(
    r"(?:建设|新建|建成|打造|创建|设立|举办|召开|开展|编制|制定|完成|购置|组织|至少|不少于|各|建立|推出|培育)$"
)


# 一期3万平方米, 二期工程: a stage of a project, not a count of courses.
_STAGE = re.compile(
    r"\s*(?:\d|工程|项目|建设|启动|开工|完工|主体|竣工|投用|投入|为|已|将|基本|全面)"
)


# 火灾四项指数, 五项制度: a number that names, not one that counts.
_NAMED_BY_NUMBER = re.compile(
    r"(?:指数|指标|制度|机制|措施|政策|改革|承诺|职能|职责|权利|基本|重点|核心|主要|待遇|行动)"
)


def _chinese_counts(text: str, match: re.Match[str], number: Decimal) -> bool:
    """Whether Chinese numerals count work (举办一场) or are idiom (一项项)."""
    start, unit = match.start("cn"), match["unit"]
    before = text[:start]
    if unit == "项" and _NAMED_BY_NUMBER.match(text, match.end()):
        return False
    staged = _STAGE.match(text, match.end()) or text[match.end() : match.end() + 1] == ")"
    if unit == "期" and number <= 5 and staged:
        return False
    if _IDIOM_BEFORE.search(before) or text[match.end() : match.end() + 1] in (unit[0], "之"):
        return False
    if number == 1:
        loose = unit in quantity_words().loose_after_one
        return bool(_RESULT_BEFORE.search(before)) if loose else len(match["cn"]) == 1
    return unit not in ("年", "级", "大", "度", "面", "层", "方面", "点") or number > 20


def _promises(text: str, claims: _Claims) -> Iterator[Mention]:
    """What shall not happen: 0 of it (不发生重大森林火灾, 零差错)."""
    for pattern in (_ZERO, _NEVER, _BEFALLS):
        for match in pattern.finditer(text):
            what = match["what"]
            bare_no = match[0].startswith("无") and _IS_ADJECTIVE.search(text, 0, match.start())
            ends = _PREVENTED if _PREVENTS.match(match[0]) else _MISHAP_END
            named = pattern is _ZERO or (ends.search(what) and not bare_no)
            if not named or is_injection(_sentence_at(text, match.start())):
                continue
            start = match.start("what") if pattern is _BEFALLS else match.start()
            if claims.take(start, match.end()):
                yield Mention(
                    FactKind.COUNT, start, match.end(), "0", "起", derived=True, middle=what
                )


_IS_ADJECTIVE = re.compile(r"[有毫并若从]$")


def _sentence_at(text: str, place: int) -> str:
    begin = max(text.rfind(mark, 0, place) for mark in "。;!?\n") + 1
    return re.split(r"[。;!?\n]", text[begin:], maxsplit=1)[0]


def _phrases(text: str, claims: _Claims) -> Iterator[Mention]:
    for match in _NONE_AT_ALL.finditer(text):
        if claims.take(match.start(), match.end()):
            unit = "人" if match["people"] else "起"
            yield Mention(
                FactKind.COUNT, match.start(), match.end(), "0", unit, derived=True,
                middle=match["what"],
            )  # fmt: skip
    for match in _COVERAGE.finditer(text):
        if claims.take(match.start(), match.end()):
            yield Mention(FactKind.RATE, match.start(), match.end(), "100", "%", derived=True)


# 参与人次达3万以上: the measure is said before the number.
_UNITLESS = re.compile(
    rf"(?P<unit>人次|人数|户数|场次|次数|用户|会员|粉丝)(?:数|量|总数)?"
    rf"(?:新增|增[加长]?[到至]|增加|提高[到至]|扩大[到至]|达到|突破|超过|不少于|不低于|不超过|达|超|为|至|约|近|≥|>=|>){{0,2}}\s*"
    rf"(?P<n>{ARABIC})(?P<scale>[万亿])?(?=余|多|以上|左右|以内|[,。;:!?、\s(]|$)"
)
_SAID_UNIT = {"人数": "人", "户数": "户", "次数": "次", "用户": "户", "会员": "人", "粉丝": "人"}


# PQI不低于85, 考核得分90分以上: an index has no measure word, a score has 分 at most.
_INDEX = re.compile(
    rf"(?P<what>(?:指数|系数|分值|得分|评分|总分|成绩|绩效分|[A-Z]{{2,5}}(?:值|指数|指标)?)(?:均|都)?)"
    rf"(?P<bound>[^,。;:!?、\n\d(A-Z]{{0,8}}?)\s*(?P<n>{ARABIC})\s*(?P<unit>分(?![钟之类为])|(?=以[上下内]|及以|左右|[,。;:!?、\s)]|$))"
)
_INDEX_BOUND = re.compile(
    r"\s*(?:值|[≥≤><=]+|不\w{1,2}[于过少出到破]?|(?:稳定|保持|维持|控制|提高|提升|达|增|升|降)[在到至]?|高于|超过?|大于|小于|低于|至少|为|要|应|须|需|全年|平均|年均|力争|在|到)*\s*"
)


def _indexes(text: str, claims: _Claims) -> Iterator[Mention]:
    """Numbers of an index or a score, whose measure is in the word before them."""
    for match in _INDEX.finditer(text):
        number = read_printed_number(match["n"])
        printed_name = match["what"].isascii() and not match["bound"].strip()
        if number is None or printed_name or not _INDEX_BOUND.fullmatch(match["bound"]):
            continue
        start, end = match.start("n"), match.end()
        scored = re.search(r"[得评总]分|分值|成绩|绩效分", match["what"])
        unit = match["unit"] or ("分" if scored else "")
        if claims.take(start, end):
            about = _is_about(text, start, end)
            yield Mention(FactKind.RATE, start, end, plain(number), unit, about=about)


# 去年考核得分92.5分，今年力争94分以上: a score said again.
_SCORED = re.compile(
    r"(?:力争|争取|确保|达到?|不低于|超过|提高[到至]|提升[到至])\s*"
    rf"(?P<n>{ARABIC})分(?=以上|[,。;!?\s]|$)"
)
_SCORES = re.compile(r"得分|评分|成绩|考核[^,。;!?]{0,6}分")


def _scores(text: str, claims: _Claims) -> Iterator[Mention]:
    for match in _SCORED.finditer(text):
        number = read_printed_number(match["n"])
        start, end = match.start("n"), match.end("n") + 1
        told = _SCORES.search(_sentence_at(text, match.start()))
        if number is not None and told and claims.take(start, end):
            yield Mention(FactKind.RATE, start, end, plain(number), "分")


def _unitless(text: str, claims: _Claims) -> Iterator[Mention]:
    for match in _UNITLESS.finditer(text):
        number = read_printed_number(match["n"])
        start, end = match.start("n"), match.end()
        if number is None or not claims.take(start, end):
            continue
        unit = (match["scale"] or "") + _SAID_UNIT.get(match["unit"], match["unit"])
        about = _is_about(text, start, end)
        yield Mention(FactKind.COUNT, start, end, plain(number), unit, about=about)


_LEFTOVER = re.compile(rf"(?<![\d.A-Za-z])(?:{ARABIC})(?![\d.A-Za-z])")


def _leftovers(text: str, claims: _Claims) -> Iterator[Mention]:
    for match in _RATIO.finditer(text):
        if claims.take(match.start(), match.end()):
            yield Mention(FactKind.OTHER, match.start(), match.end(), match[0])
    for match in _LEFTOVER.finditer(text):
        number = read_printed_number(match[0])
        if number is not None and claims.take(match.start(), match.end()):
            yield Mention(FactKind.OTHER, match.start(), match.end(), plain(number))


def without_list_numbers(text: str) -> str:
    """``text``, as long as before, with a blank for each character that only numbers a list."""
    return _LIST_NUMBER.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def scan(text: str) -> list[Mention]:
    """Every number of ``text`` in order, offsets into ``normalise(text)``.

    What stands in quotation marks is a name (“15分钟健身圈”): its numbers describe.
    """
    text = normalise(text)
    claims = _Claims(text)
    # First of all: 一起 in 不发生一起事故 is a set phrase elsewhere.
    found = list(_promises(text, claims))
    _block(text, claims)
    for reader in (
        _calendar, _death_rates, _indexes, _scores, _percents, _shares, _money, _frequencies,
        _durations, _phrases, _counts, _unitless, _leftovers,
    ):  # fmt: skip
        found.extend(reader(text, claims))
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    return sorted(
        (
            mention._replace(descriptive=True)
            if mention.value != "0" and any(s < mention.start < e for s, e in quoted)
            else mention
            for mention in found
        ),
        key=lambda mention: mention.start,
    )
