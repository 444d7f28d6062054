"""From the numbers of a text to facts: what each counts, how it is bounded, what it is for."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from assistant.domain.calendar import Bound
from assistant.domain.indicator import Operator
from assistant.domain.quantity import normalise
from assistant.domain.target import PerformanceTarget
from assistant.drafting.background import (
    background_of,
    budget_year,
    is_among_existing,
    is_conditional,
    is_dimension,
    is_handled,
    is_staff,
)
from assistant.drafting.facts import (
    Aside,
    Fact,
    FactKind,
    FactRole,
    SourceText,
    deadline_words,
    is_earned,
    last_day,
    sources_of,
)
from assistant.drafting.listing import Listing, listing_before
from assistant.drafting.numerals import ARABIC, CHINESE
from assistant.drafting.phrases import (
    Phrase,
    clauses,
    clean_noun,
    marks_in,
    object_of,
    strip_bounds,
    strip_leading,
)
from assistant.drafting.relate import before_number, joined, related
from assistant.drafting.respective import respective
from assistant.drafting.scan import Mention, scan, without_list_numbers
from assistant.drafting.spacing import places_of, unspaced
from assistant.drafting.wording import alternation, contains_any, quantity_words
from assistant.drafting.yearly import of_this_year


def read_facts(target: PerformanceTarget) -> tuple[Fact, ...]:
    """The facts of every task and of the goal, in order."""
    facts: list[Fact] = []
    earlier = ""
    sources = sources_of(target)
    year = budget_year(sources, target.year)
    for source in sources:
        facts.extend(facts_in(source, earlier=earlier, year=year))
        plain = normalise(unspaced(source.text))
        earlier = _without(plain, [(m.start, m.end) for m in scan(plain)])
    return tuple(facts)


def facts_in(source: SourceText, *, earlier: str = "", year: int | None = None) -> tuple[Fact, ...]:
    """The facts of one text; each span's text is exactly the fact's quote.

    Args:
        source: the text.
        earlier: the text before it without its numbers, which a task that only says 竣工率100%
            goes on from.
        year: budget year, where what an earlier year reached is no plan.
    """
    if unspaced(source.text) != source.text:
        return _in_place(source, earlier, year)
    printed = normalise(source.text)
    whole = without_list_numbers(printed)
    lead = len(source.text) - len(source.text.lstrip())
    mentions = scan(printed)
    past = _starting_points(whole, mentions)
    plain = _without(whole, past)
    mentions = [m for m in mentions if not _is_within(m, past)]
    pairs = zip(mentions, [*mentions[1:], None], strict=False)
    mentions = [_of_rate(plain, m, n) for m, n in pairs]
    edges = [(mention.start, mention.end) for mention in mentions]
    facts = []
    bare = _without(plain, edges)
    for place, mention in enumerate(mentions):
        before = _edge_before(mentions, place)
        after = edges[place + 1][0] if place + 1 < len(edges) else len(plain)
        facts.append(_fact(source, plain, bare, lead, mention, (before, after), year))
    facts = _before_their_work(facts, plain, lead)
    told = related(respective(facts, plain, lead), plain, bare, lead, earlier=earlier)
    told = of_this_year(told, plain, lead)
    if not past:
        return told
    begun = [_begun(source, lead, m) for m in scan(printed) if _is_within(m, past)]
    return tuple(sorted((*told, *begun), key=lambda fact: fact.start))


def _in_place(source: SourceText, earlier: str, year: int | None) -> tuple[Fact, ...]:
    """The facts of a text with blanks between its characters, their spans in that very text."""
    tight = source.model_copy(update={"text": unspaced(source.text)})
    places = places_of(source.text)
    facts = []
    for fact in facts_in(tight, earlier=earlier, year=year):
        start, end = places[fact.start], places[fact.end - 1] + 1
        others = tuple((places[place], noun) for place, noun in fact.others)
        moved = {"start": start, "end": end, "quote": source.text[start:end], "others": others}
        facts.append(fact.model_copy(update=moved))
    return tuple(facts)


_DOES = re.compile(
    r"\s*,?\s*(?:要|须|力争|确保|计划|全部|先|先行|基本)*(?:完成|建成|新建|改造|建设|实施|安排|举办|开展|组织|培训|发放|投放|种植|办结|修缮|改建|维修|启动)"
    r"(?:不少于|至少|全部)?\s*"
)


def _before_their_work(facts: Sequence[Fact], plain: str, lead: int) -> list[Fact]:
    """国庆前完成12所村小厕所改造: a day that stands before its work belongs to that work."""
    told = list(facts)
    for place, (day, work) in enumerate(zip(facts, facts[1:], strict=False)):
        between = plain[day.end - lead : work.start - lead]
        counted = work.kind is FactKind.COUNT and work.value != "0" and len(work.noun) >= 2
        if day.kind is FactKind.DEADLINE and counted and _DOES.fullmatch(between):
            told[place] = day.model_copy(update={"noun": work.noun})
    return told


_RATED = re.compile(
    r"[^,。;:!?、\n\d]{2,16}(?:率|比例|占比)(?:均|都|全部)*(?:要|应)?(?:达到|达|为|保持在|不低于|稳定在)?\s*[≥≤=>]?\s*"
)


def _of_rate(plain: str, mention: Mention, after: Mention | None) -> Mention:
    """12个国控断面水质达标率100%: how many there are of what the rate is said of."""
    rated = after is not None and after.kind is FactKind.RATE
    opens = re.search(r"(?:^|[,。;:!?、\s]|全[县市区镇乡])$", plain[: mention.start])
    if mention.kind is not FactKind.COUNT or not rated or not opens or after is None:
        return mention
    between = plain[mention.end : after.start]
    reached = plain[after.start : after.end] == "全覆盖" and _PLACES_OF_WORK.fullmatch(between)
    if not reached and not _RATED.fullmatch(between):
        return mention
    return mention._replace(descriptive=True)


# 23个村保洁全覆盖: how many there are of what is reached.
_PLACES_OF_WORK = re.compile(r"(?:行政村|自然村|村|社区|学校|校|乡镇|镇|乡|街道|小区)[^\W\d]{2,8}")
# 三个月变三十日内: the span of time from which it changes.
_SPAN_BEFORE = re.compile(
    rf"(?:{ARABIC}|{CHINESE})\s*(?:个?月|天|日|个?小时|分钟|个?工作日|年)\s*"
    r"(?:变为?|变成|→|(?:缩短|压缩|压减|提速|减)[到至为])\s*(?=\d|[一二两三四五六七八九十])"
)
# 普及率由88%提高到92%: the first number is where it starts from.
_CHANGED_TO = re.compile(
    r"[^,。;!?\n\d]{0,4}?(?:提高|提升|增加|增长|上升|扩大|拓展|下降|降低|压缩|压减|缩短|减少|精简|优化|降|增|升)"
    r"[^,。;!?\n\d]{0,2}?[到至为]"
)
_FROM = re.compile(r"(?:从|由)(?:原来|目前|现在|上年|去年|年初|过去)?的?\s*$")


def _starting_points(plain: str, mentions: Sequence[Mention]) -> list[tuple[int, int]]:
    """Spans of 由88%, from which a number changes to the next one."""
    found = []
    for mention in mentions:
        opened = _FROM.search(plain, 0, mention.start)
        if opened and _CHANGED_TO.match(plain, mention.end):
            found.append((opened.start(), mention.end))
    spans = _SPAN_BEFORE.finditer(plain)
    return found + [m.span() for m in spans if not _FROM.search(plain, 0, m.start())]


def _is_within(mention: Mention, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= mention.start < end for start, end in spans)


def _begun(source: SourceText, lead: int, mention: Mention) -> Fact:
    """The number that something starts from: background, though it is in the text."""
    start, end = mention.start + lead, mention.end + lead
    return Fact(
        kind=mention.kind,
        role=FactRole.CONTEXT,
        source=source.id,
        start=start,
        end=end,
        quote=source.text[start:end],
        operator=Operator.AT_LEAST,
        value=mention.value,
        unit=mention.unit,
        aside=Aside.PAST,
    )


def _edge_before(mentions: Sequence[Mention], place: int) -> int:
    """Where the number before ends; one that only describes (8类案件) is part of the words."""
    if not place:
        return 0
    before = mentions[place - 1]
    joins = before.descriptive and before.end == mentions[place].start
    return before.start if before.descriptive and not joins else before.end


def _without(plain: str, edges: list[tuple[int, int]]) -> str:
    """The text with its numbers blanked, so that a clause shows only what it is about."""
    for start, end in edges:
        plain = plain[:start] + " " * (end - start) + plain[end:]
    return plain


def _fact(
    source: SourceText,
    plain: str,
    bare: str,
    lead: int,
    mention: Mention,
    gap: tuple[int, int],
    year: int | None,
) -> Fact:
    left, right, another = _surroundings(plain, mention, gap)
    start, end = mention.start + lead, mention.end + lead
    shared = {
        "source": source.id,
        "start": start,
        "end": end,
        "quote": source.text[start:end],
        "derived": mention.derived,
        "per": mention.per or _each_period(plain, mention),
    }
    if mention.kind is FactKind.DEADLINE:
        return Fact(**{**shared, **_deadline(bare, mention, left, right)})
    phrase = _phrase(plain, bare, mention, left, right, another)
    counted = object_of(left, right, another_follows=another).noun
    if _FOR_EACH_ONE.search(left) and phrase.noun.endswith("人"):
        # 党员教育培训人均不少于32学时: of each, in the name.
        phrase = phrase._replace(noun=f"人均{phrase.noun[:-1]}")
    if mention.kind is FactKind.COUNT and not shared["per"] and _ONLY_EACH.fullmatch(counted):
        shared["per"] = counted
    kind, operator = _kind_and_bound(mention, left, right, _statement(plain, mention.start))
    if kind is FactKind.MONEY and "单价" in _statement(plain, mention.start):
        phrase = phrase._replace(noun=f"{phrase.noun.removesuffix('单价')}单价")
    if kind is FactKind.STANDARD and not shared["per"] and (each := _EACH.findall(left)):
        shared["per"] = "".join(dict.fromkeys((*each, *_EACH_TIME.findall(left))))
    average = re.search(r"(?P<whose>[人户亩生])均", str(shared["per"]))
    if average and kind is FactKind.STANDARD and len(phrase.noun) > 2:
        phrase = phrase._replace(noun=phrase.noun.removesuffix(average["whose"]))
    opened = plain[: mention.start].rstrip("每村户人个镇").endswith("(")
    if mention.kind is FactKind.FREQUENCY and opened:
        # In brackets behind a count it says how that count comes about.
        mention = mention._replace(descriptive=True)
    phrase = _without_extent(kind, mention, phrase)
    phrase = _of_kinds(plain, mention, phrase, left, right)
    each_of = _each_of(plain, gap[0], mention)
    listing = each_of or _listing(plain, gap[0], mention, phrase)
    if listing is not None:
        phrase = phrase._replace(noun=listing.whole or listing.nouns[-1][1])
    aside = _aside(mention, kind, plain, left + "|" + right, year)
    return Fact(
        **{
            **shared,
            "kind": kind,
            "role": FactRole.CONTEXT
            if aside
            else _role(kind, left, right, _statement(plain, mention.start)),
            "operator": operator,
            "value": mention.value,
            "unit": mention.unit,
            "noun": phrase.noun,
            "verb": phrase.verb,
            "sure": not mention.about
            and (mention.frequency is None or mention.frequency.period not in _CONVENTIONAL),
            "aside": aside,
            "others": tuple((place + lead, noun) for place, noun in listing.nouns[:-1])
            if listing
            else (),
        }
    )


_HOLDS = re.compile(r"(?:共|各|拟|计划)*(?:开设|开办|举办|办|开)(?:各类)?\s*$")
_HOLDS_FIRST = re.compile(r"^(?:开设|开办|举办|新开|增开)")
_HOW_MANY = re.compile(r"^\d+[个条处家座所名户项](?![村校镇乡])(?=[^\W\d]{3,})")


def _without_extent(kind: FactKind, mention: Mention, phrase: Phrase) -> Phrase:
    """The noun of a rate or a price without how many there are, and how it moves."""
    noun = phrase.noun
    if kind is FactKind.STANDARD:
        noun = _ON_AVERAGE.sub("", noun)
    if mention.kind is FactKind.RATE:
        noun = _HOW_MANY.sub("", noun)
    if kind is FactKind.RATE:
        noun = _RISEN.sub("", noun)
    return phrase._replace(noun=noun)


_FOR_EACH_ONE = re.compile(r"(?<=[^\W\d]{4})人均(?:要|应|须)?(?:不少于|不低于|至少|达到?|为)?\s*$")
_ON_AVERAGE = re.compile(
    r"(?<=..)(?:每?个?项目)?平均$|(?<=标准)(?:提高|提升|上调|增加|调整|上浮|提标|提)[到至为]?(?=每|$)"
)
_RISEN = re.compile(r"(?<=率)(?:提高|提升|增加|上升|增长|下降|降低|压减)$")
_AND_SO_ON = re.compile(r"(?:、|和|及|与)[^,。;:!?\n、]{1,10}等\s*$")


def _of_kinds(plain: str, mention: Mention, phrase: Phrase, left: str, right: str) -> Phrase:
    """书画、声乐等24个班 counts courses of which the first is named, not the last."""
    counted = mention.kind is FactKind.COUNT and not mention.descriptive
    after = clean_noun(right, after=True)
    if (
        counted
        and after == "班"
        and "、" in left_of(plain, mention)
        and left.rstrip().endswith("等")
    ):
        kind = clean_noun(_HOLDS_FIRST.sub("", left_of(plain, mention).split("、")[0].strip()))
        return Phrase("", f"{kind}等班") if 2 <= len(kind) <= 10 else phrase
    if counted and after == "班":
        held = clean_noun(_HOLDS.sub("", left))
        return Phrase("", f"{held}班") if 2 <= len(held) <= 14 else phrase
    if (
        not counted
        or not after
        or len(after) > 10
        or not _AND_SO_ON.search(left_of(plain, mention))
    ):
        return phrase
    first = clean_noun(left_of(plain, mention).split("、")[0])
    if not 2 <= len(first) <= 10 or _verb_begins(right):
        return phrase
    return Phrase(phrase.verb, f"{first}等{after}")


def left_of(plain: str, mention: Mention) -> str:
    """The words before a number back to the comma."""
    return _statement(plain, mention.start)


def _verb_begins(right: str) -> bool:
    return re.match(r"\s*(?:开展|进行|实施|组织|举办|完成|提供)", right) is not None


_EACH_OF = re.compile(
    r"(?P<items>[^,。;:!?\n\d]+)(?:各|均)(?:不少于|至少|达到?|完成|举办|开展)*\s*$"
)


def _each_of(plain: str, begin: int, mention: Mention) -> Listing | None:
    """反诈宣传进校园、进社区各30场: the same count for each thing of an enumeration."""
    if mention.kind is not FactKind.COUNT:
        return None
    statement = left_of(plain, mention)
    start = mention.start - len(statement)
    match = _EACH_OF.fullmatch(statement)
    items = re.split(r"、|和|与|及", match["items"].strip()) if match and start >= begin else []
    if not 2 <= len(items) <= 5 or any(not 2 <= len(item.strip()) <= 14 for item in items):
        return None
    first, last = items[0].strip(), items[-1].strip()
    if kinds := _of_one_head(items):
        return Listing(tuple(_placed(start, items, kinds)))
    if any(len(item) != len(last) for item in items[1:]) or len(first) < len(last):
        return None
    # The first also says of what: it ends like the others.
    head = first[: len(first) - len(last)] if first[-len(last)] == last[0] else ""
    nouns, place = [], start
    for number, item in enumerate(items):
        nouns.append((place, clean_noun(item if not number else head + item)))
        place += len(item) + 1
    return Listing(tuple(nouns)) if all(len(noun) >= 2 for _, noun in nouns) else None


def _of_one_head(items: Sequence[str]) -> list[str]:
    """书法、摄影、美术展 as 书法展, 摄影展, 美术展; [] where the last has no head for all."""
    words = [strip_leading(items[0]), *(item.strip() for item in items[1:])]
    if shared := _ONE_HEAD.search(words[-1], 2):
        rest = [word for word in words[:-1] if len(word) > 6 or word.endswith(shared[0])]
        return [] if rest else [*(word + shared[0] for word in words[:-1]), words[-1]]
    size, last = len(words[0]), words[-1]
    alike = size >= 2 and all(len(word) == size for word in words[:-1])
    head = last[size:]
    if not alike or not 1 <= len(head) <= 4 or any(word.endswith(head) for word in words[:-1]):
        return []
    return [*(word + head for word in words[:-1]), last]


_ONE_HEAD = re.compile(
    r"(?:展览|展演|展|大赛|比赛|竞赛|锦标赛|联赛|赛|讲座|培训班|演出|晚会|论坛|沙龙|文化节|艺术节)$"
)


def _placed(start: int, items: Sequence[str], nouns: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Each noun with the place of its item in an enumeration that begins at ``start``."""
    for item, noun in zip(items, nouns, strict=True):
        yield start, clean_noun(noun)
        start += len(item) + 1


def _phrase(
    plain: str, bare: str, mention: Mention, left: str, right: str, another: bool
) -> Phrase:
    """What a number counts, by the sort of number it is."""
    phrase = object_of(left, right, another_follows=another)
    if mention.kind is FactKind.FREQUENCY:
        noun = clean_noun(strip_bounds(mention.middle)) or clean_noun(right, after=True)
        due = mention.frequency is not None and mention.frequency.text.startswith("按")
        alone = re.split(r"[,。;:!?、\n]", plain[: mention.start])[-1].strip() == left.strip()
        pays = re.match(
            r"\s*(?:足额|及时)*(?:发放|支付)[^\W\d]{2,10}(?:费|金|补贴|补助|津贴)", right
        )
        if _WORK_ALONE.fullmatch(noun) and len(of := clean_noun(strip_bounds(left))) >= 2:
            # 水质每年检测2次: the work is done to what stands before it.
            noun = of + noun
        # 水质监测点68个，每季度1次: the work is done, not the point.
        noun = noun or _OF_POINTS.sub("", phrase.noun or _noun_before(bare, mention.start))
        if due and alone and not pays and len(owed := clean_noun(strip_bounds(left))) >= 2:
            # 村干部报酬按月足额发放: what falls due stands before it.
            noun = owed
        phrase = Phrase("", noun or phrase.noun, True)
    if mention.per and len(phrase.noun) == 1 and phrase.noun in mention.per:
        phrase = Phrase("", "")
    if mention.kind is FactKind.RATE and left.strip() == "的":
        # 完成投资860万元的60%: how much of what was named before.
        paid = re.search(r"元\s*的?$", plain[: mention.start])
        noun = _noun_before(bare, mention.start)
        return Phrase("", f"{noun}{'投资' if paid and '投资' not in noun else ''}完成率")
    if not phrase.noun or _ONLY_EACH.fullmatch(phrase.noun):
        phrase = phrase._replace(noun=_noun_before(bare, mention.start))
    if mention.middle and mention.kind is FactKind.COUNT:
        never = mention.value == "0"
        what = clean_noun(strip_bounds(mention.middle))
        noun = _mishap(phrase.noun, mention.middle) if never else phrase.noun + what
        phrase = Phrase("", noun, True)
    return _timed(phrase, mention, bare, left, right)


def _timed(phrase: Phrase, mention: Mention, bare: str, left: str, right: str) -> Phrase:
    """What has to be done in a time, where the words behind it say so."""
    if mention.kind is not FactKind.DURATION:
        return phrase
    if rate := _RATE_AFTER.match(right):
        return phrase._replace(noun=_answer_within(phrase.noun, rate[1]))
    if done := _DONE_WITHIN.match(right):
        # 4小时内到场24小时内恢复: both times are of one work.
        again = _DONE_WITHIN.fullmatch(left)
        noun = _noun_before(bare, mention.start) if again else phrase.noun
        return phrase._replace(noun=joined(noun, done[1]) if noun and noun != done[1] else done[1])
    return phrase


def _listing(plain: str, begin: int, mention: Mention, phrase: Phrase) -> Listing | None:
    """The enumeration that a count or a rate closes, where its words stand before it."""
    if phrase.after or mention.middle or mention.kind not in (FactKind.COUNT, FactKind.RATE):
        return None
    rate = mention.kind is FactKind.RATE
    return listing_before(plain, begin, mention.start, rate=rate)


_DONE_WITHIN = re.compile(
    r"\s*(到达现场|到场|到位|响应|办结|结案|审结|拨付到[户位]|拨付|兑付|答复|回复|处置|恢复|修复|修补|修缮|抢修|清运|反馈|赶到|出警|送达)(?=[,。;!?、\n]|$)"
)
_OF_POINTS = re.compile(r"(?<=监测|检测|巡查|检查)(?:点位?|站点?|断面)$")
_WORK_ALONE = re.compile(
    r"(?:检测|监测|检查|抽检|抽查|巡查|巡检|维护|保养|清洗|清淤|评估|考核|更新|演练|培训)"
)
_RATE_AFTER = re.compile(r"\s*(\w{2})率")


def _answer_within(noun: str, done: str) -> str:
    """What has to be done in a time: 受理投诉 within which 答复率 is counted gives 答复."""
    return done if not noun or noun.startswith(done) else joined(noun, done)


def _mishap(noun: str, what: str) -> str:
    """What shall not happen, with its object where the words do not name one (零差错)."""
    what = re.sub(r"的?(?:发生|情况|现象|问题)$", "", what) or what
    noun = re.sub(r"^(?:\W|确保|实现|力争|做到|保持|全年|全县|全市|全区|全镇)+", "", noun)
    if what == "发生":
        return noun
    return noun + what if len(what) <= 2 and noun not in what else what


_ONLY_EACH = re.compile(
    r"(?:每(?:[百千万]?[人户亩名生期场次村校镇乡个家套台件座所处辆床案头例]|公里|平方米|[年月天日]|学年|学期)+"
    r"|每个(?!补[助贴]|奖[励补]|资助|救助)[^\W\d]{1,4}|[人户亩生]均|日均)+"
)
_PERIOD = re.compile(r"(?:每[人户村镇校名])?每(?:半年|季度|季|月|周|旬|学期|天|日)[^,。;:!?\n]*$")


def _each_period(plain: str, mention: Mention) -> str:
    """The period that a count in the same clause is meant for (每季度检查企业20家), or ""."""
    match = _PERIOD.search(plain, 0, mention.start)
    if mention.kind is not FactKind.COUNT or match is None or re.search("元|标准", match[0]):
        return ""
    found = re.match(r"(?:每[人户村镇校名])?每(?:半年|季度|季|月|周|旬|学期|天|日)", match[0])
    return found[0] if found else ""


FULL = "100"
_CONVENTIONAL = ("日", "天", "工作日", "旬")


def _surroundings(plain: str, mention: Mention, gap: tuple[int, int]) -> tuple[str, str, bool]:
    """The words before and after a number within its clause and between its neighbours."""
    marks = marks_in(plain)
    begin = max((place + 1 for place in marks if place < mention.start), default=0)
    finish = min((place for place in marks if place >= mention.end), default=len(plain))
    left = plain[max(begin, gap[0]) : mention.start]
    right = plain[mention.end : min(finish, gap[1])]
    return left, right, gap[1] < finish


def _deadline(plain: str, mention: Mention, left: str, right: str) -> dict[str, object]:
    done = _COMPLETION.match(right.strip())
    noun = "" if done else clean_noun(_ALL_DONE.sub("", right), after=True)
    noun = noun or clean_noun(strip_bounds(left))
    built = done is not None and _OF_BUILDING.search(done[0])
    noun = noun or (built and _built_before(plain, mention.start)) or ""
    own = noun
    noun = noun or _noun_before(plain, mention.start, _PAID)
    if not own and (head := _HEADED.search(plain[: mention.start])):
        # 农资储备:化肥8000吨、农药120吨,春耕前到位: the day is that of the whole list.
        noun = clean_noun(head["head"])
    if not own and re.search(r"[率度]$", noun):
        # A rate said before is not what is done by a day.
        noun = ""
    # A day on which work begins, or at which a rate is read, is no deadline of the work.
    began = _BEGINS.match(right.strip()) or re.search(r"[率度]$", noun)
    past = re.search(r"(?:[上去]|截至|截止)$", left) is not None
    open_ended = is_conditional(plain, mention.start)
    event = began or mention.descriptive or _is_event(mention, done or _FINISHES.match(right))
    calendar = mention.calendar
    return {
        "kind": FactKind.DEADLINE,
        "role": FactRole.CONTEXT if past or event or open_ended else FactRole.OUTPUT,
        "aside": Aside.CONDITIONAL
        if open_ended
        else Aside.PAST
        if past
        else Aside.EVENT
        if event
        else None,
        "operator": Operator.AT_MOST,
        "value": deadline_words(calendar) if calendar else mention.value,
        "noun": noun,
        "until": last_day(calendar.last) if calendar else None,
    }


def _is_event(mention: Mention, done: re.Match[str] | None) -> bool:
    """9月18日试鸣 is a day of its own; 12月20日验收 and 10月30日前 are ends of work."""
    calendar = mention.calendar
    return calendar is not None and calendar.bound is Bound.IN and done is None


# 3月1日至6月20日完成报名6200人: the work is over on that day.
_FINISHES = re.compile(r"\s*(?:全面|全部|基本)?(?:完成|建成|办结|竣工|完工)(?!率)")
_HEADED = re.compile(
    r"(?:^|[。;!?\n])\s*(?P<head>[^\W\d]{4,12}):(?=[^。;!?\n:]*、)[^。;!?\n:]*,[^,。;!?\n:]*$"
)
_ALL_DONE = re.compile(r"^\s*(?:全部|全面|基本)(?=完成|建成|办结)")
_BEGINS = re.compile(r"(?:正式|全面)?(?:开工|启动|开始|起|动工|进场)")
_COMPLETION = re.compile(
    r"(?:全部|全面|要?确保|力争|组织|并|装机|主体(?:工程)?)*(?:"
    r"(?:投入使用|投入|投用|投运|完工|竣工|封顶|发放到位|通过?验收|验收|交付|到位|建成|投产|启用|上线|出版|开工|储备到位).{0,12}"
    r"|(?:[检维]修|安装|改造|清理|调试)完毕|(?:完成|办结|结束|发放|执行|达).{0,3}|[发建做修办种改装铺拆]完)$"
)


_SUFFIX = re.compile(r"(?:及?以[上下内]|左右|之内)$")


def _bare_end(clause: str) -> str:
    """A clause whose number was blanked, without the bound that stood around it."""
    return strip_bounds(_SUFFIX.sub("", clause.rstrip()))


_MEASURE = re.compile(
    r"[率度]$|面积$|标准|单价|^(?:覆盖|受益|惠及|服务|带动|每|总投资|投资|资金|其中|解决)"
)


_OF_BUILDING = re.compile(r"投入|投用|投运|完工|竣工|交付|建成|启用|验收")
_BUILDING = re.compile(r"购置|采购|新建|建设|改造|更新|安装|扩建|修缮|维修|改建")


def _built_before(plain: str, place: int) -> str:
    """What is built or bought, before a day by which it is in use."""
    sentence = re.split(r"[。;!?\n]", plain[:place])[-1]
    nouns = (before_number(_bare_end(sentence[start:end])) for start, end in clauses(sentence))
    return next((noun for noun in nouns if _BUILDING.search(noun)), "")


_PAID = re.compile(r"投入$|(?:预算|概算|投资|造价|费用)$|每[户人生].*补[助贴]$|资金$|经费$")
"""Money is no work that is done by a day."""


def _noun_before(plain: str, place: int, without: re.Pattern[str] | None = None) -> str:
    """The nearest activity named before a number that says nothing of what it counts."""
    sentence = re.split(r"[。;!?\n]", plain[:place])[-1]
    if re.match(r".*\w.*其中", sentence):
        # What ends a breakdown says something of the whole again.
        place = place - len(sentence) + sentence.index("其中")
    spans = [span for span in clauses(plain[:place]) if not plain[: span[0]].endswith("(")]
    before = reversed(spans or clauses(plain[:place]))
    nouns = [before_number(_bare_end(plain[start:end])) for start, end in before]
    # 交付使用 says nothing; 出版古城年鉴 is work.
    named = [n for n in nouns if n and not (len(n) <= 6 and _COMPLETION.fullmatch(n))]
    named = [noun for noun in named if not (without and without.search(noun))] or named
    work = (noun for noun in named if not _MEASURE.search(noun))
    noun = next(work, named[0] if named else "")
    return _ONLY_EACH.sub("", noun, count=1) if _ONLY_EACH.match(noun) else noun


@cache
def _falls() -> re.Pattern[str]:
    words = quantity_words()
    return re.compile(rf"(?:{alternation((*words.falling, *words.rising))})(?:了|率|幅度|比例)?$")


@cache
def _bounds() -> tuple[tuple[re.Pattern[str], Operator], ...]:
    words = quantity_words()
    return (
        (re.compile(rf"(?:{alternation(words.upper_bound)})[^,]{{0,2}}$"), Operator.AT_MOST),
        (re.compile(rf"(?:{alternation(words.lower_bound)})[^,]{{0,2}}$"), Operator.AT_LEAST),
        (re.compile(rf"(?:{alternation(words.less)})$"), Operator.LESS),
        (re.compile(rf"(?:{alternation(words.more)})$"), Operator.MORE),
    )


@cache
def _suffixes() -> tuple[tuple[re.Pattern[str], Operator], ...]:
    words = quantity_words()
    return (
        (re.compile(rf"^(?:{alternation(words.upper_suffix)})(?!容|涵)"), Operator.AT_MOST),
        (re.compile(rf"^(?:{alternation(words.lower_suffix)})"), Operator.AT_LEAST),
    )


def _kind_and_bound(
    mention: Mention, left: str, right: str, statement: str
) -> tuple[FactKind, Operator]:
    """The kind, seen in its words, and the bound; never weaker than the unit wrote."""
    change = _falls().search(strip_bounds(left))
    # 提升至1.8% says where it ends, not by how much it changed.
    reached = re.search(r"(?:率|比重|占比|比例)\s*[^,\s]{2,4}[至到为]\s*$", left)
    by = change and not reached and mention.kind is FactKind.RATE
    kind = FactKind.CHANGE if by else mention.kind
    if kind is FactKind.MONEY and _EACH.search(left):
        kind = FactKind.STANDARD
    for pattern, operator in (*_pairs(_bounds(), left), *_pairs(_suffixes(), right)):
        if pattern:
            return kind, _full(mention, kind, operator)
    if mention.kind in (FactKind.MONEY, FactKind.STANDARD, FactKind.DURATION):
        earned = mention.kind is not FactKind.DURATION and is_earned(
            _near(left, statement) + right[:4]
        )
        return kind, Operator.AT_LEAST if earned else Operator.AT_MOST
    if mention.value == "0" and mention.unit in ("%", "起", "人"):
        return kind, Operator.EQUAL
    if (mention.value, mention.unit) == (FULL, "%") and kind is not FactKind.CHANGE:
        return kind, Operator.EQUAL
    return kind, Operator.AT_LEAST


def _full(mention: Mention, kind: FactKind, operator: Operator) -> Operator:
    """Nothing but growth exceeds 100 %, so that "达到100%" means all of it."""
    whole = mention.value == "100" and mention.unit == "%" and kind is FactKind.RATE
    return Operator.EQUAL if whole and operator is Operator.AT_LEAST else operator


_EACH_TIME = re.compile(r"每(?:学期|学年|[年月天日])")
_EACH = re.compile(
    r"每[具只株棵份条人户亩生名套台件座所处场期辆床案部个口间幢站组宗]|每课时|每学时|每公里|每平方米|人均|户均|亩均|生均"
)


def _pairs(
    table: tuple[tuple[re.Pattern[str], Operator], ...], text: str
) -> list[tuple[re.Match[str] | None, Operator]]:
    return [(pattern.search(text), operator) for pattern, operator in table]


def _role(kind: FactKind, left: str, right: str, statement: str) -> FactRole:
    if kind not in (FactKind.MONEY, FactKind.STANDARD):
        return FactRole.OUTPUT
    return FactRole.OUTPUT if is_earned(_near(left, statement) + right[:4]) else FactRole.COST


def _near(left: str, statement: str) -> str:
    """The words that say what becomes of money: those of its list where 资金 stands alone."""
    alone = re.fullmatch(r"(?:到位)?(?:资金|金额)", strip_bounds(left))
    return statement[-30:] if alone else left[-12:]


def _aside(
    mention: Mention, kind: FactKind, plain: str, around: str, year: int | None
) -> Aside | None:
    """Why a number is no output, or None where it may be one."""
    if is_conditional(plain, mention.start):
        return Aside.CONDITIONAL
    if mention.descriptive:
        return Aside.NAME
    if kind is FactKind.OTHER:
        return Aside.UNIT
    if mention.unit in ("米", "厘米", "毫米") and is_dimension(_statement(plain, mention.start)):
        return Aside.NAME
    if kind is FactKind.COUNT and _is_there(plain, mention):
        return Aside.EXISTING
    if kind is FactKind.MONEY and _is_handled(plain, mention, around):
        return Aside.HANDLED
    found = background_of(plain, mention.start, year)
    if found is None and kind is FactKind.COUNT and is_among_existing(plain, mention.start):
        found = Aside.EXISTING
    if found is Aside.EXISTING and _is_aimed_at(mention, kind, around):
        found = None
    none = mention.value == "0" and kind is FactKind.COUNT and not mention.derived
    if found is None and none and mention.unit not in _MISHAP_UNITS:
        return Aside.NOTHING
    return found


_ONLY_THERE = re.compile(r"[^\W\d]{2,8}|[^\W\d]{2,6}(?:发现|存在)[^\d]*")
_OF_PLACE = re.compile(r"(?:全[县市区镇乡]|辖区|我[县市区镇乡])(?:现有|共有|共|的)?\s*")


def _is_there(plain: str, mention: Mention) -> bool:
    """Whether a count is of people who work there, or of what a place has."""
    staff = mention.unit in ("人", "名", "位") and is_staff(plain, mention.start)
    return staff or _is_of_place(plain, mention)


def _is_of_place(plain: str, mention: Mention) -> bool:
    """全市87座加油站: how many there are, in a clause that does nothing with them."""
    said = _OF_PLACE.fullmatch(_statement(plain, mention.start))
    rest = re.split(r"[,。;!?\n]", plain[mention.end :])[0]
    return (
        bool(said)
        and re.fullmatch(r"[^\W\d]{2,8}|[^\W\d]{2,6}(?:发现|存在)[^\d]*", rest) is not None
    )


def _is_handled(plain: str, mention: Mention, around: str) -> bool:
    """Whether money is nobody's cost: what is handled without a bound, or owed to no work."""
    bounded = _is_bounded(around)
    return not bounded and is_handled(_statement(plain, mention.start))


def _is_bounded(around: str) -> bool:
    """Whether the words around a number (before|after) set a bound."""
    left, _, right = around.partition("|")
    return any(found for found, _ in (*_pairs(_bounds(), left), *_pairs(_suffixes(), right)))


def _is_aimed_at(mention: Mention, kind: FactKind, around: str) -> bool:
    """Whether a number among what there is says what shall be done all the same."""
    if kind is FactKind.COUNT:
        return contains_any(around, quantity_words().background_unless)
    if kind is not FactKind.RATE or mention.value == FULL:
        return True
    return _is_bounded(around)


_MISHAP_UNITS = ("起", "人", "例", "次", "件", "人次")


def _statement(plain: str, place: int) -> str:
    """The words before a number back to the comma: an enumeration is background as a whole."""
    return re.split(r"[,。;!?\n]", plain[:place])[-1]
