"""What is told of the past or of what there is: no output, though it has a number.

A number is background from the word that says so (去年, 现有, an earlier year) to the word that
turns to the plan (今年, 计划, the budget year) or to the end of its sentence. What there is ends
where a clause begins with work (现有企业200家，检查企业100家).
"""

import re
from collections.abc import Sequence
from functools import cache

from assistant.domain.quantity import normalise
from assistant.drafting.facts import Aside, SourceText
from assistant.drafting.spacing import unspaced
from assistant.drafting.wording import activity_words, alternation, contains_any, quantity_words

_SENTENCE = re.compile(r"[。;!?\n]")
_COMPARED = re.compile(
    r"(?:比|较|同比|不低于|不少于|高于|低于|超过|不超过|达到|优于|与|同)(?:上年|去年|往年|上一年)(?:度|末)?(?:同期)?"
    r"|(?:比|较|与|同|相比)(?:19|20)\d\d年(?:度|末)?"
)
# A year gone by that only describes (整改上年审计发现问题, 去年水毁道路) governs no number.
_DESCRIBED = "结转|遗留|受灾|水毁|损毁|未|欠|剩余|发现|查出|反馈|同期|水平|审计|巡[视察]"
# Behind a name of any kind, where the result of the year is told: 供销系统去年实现销售额6.8亿元.
# What was built in it may be what there is to look after: 维护去年建成驿站12个.
_TOLD = (
    r"(?:上年|去年|往年|上一年)(?:度|末|底)?(?:共|累计|实际|已|全年)*"
    r"(?:实现|达到|销售|接待|办结|受理)(?![^,\d]{0,8}的)"
)
_PAST = re.compile(
    rf"(?:(?<![^\W\d])|(?<=[县市区镇乡局校院社村与]))(?:上年|去年|往年|历年|上一年)(?:度|末|底)?(?!{_DESCRIBED}|的)"
    rf"|{_TOLD}"
    r"|截至|截止|目前|已完成|已建成|已累计|历史(?=上|累计|数据|最|平均|水平|以来|同期|共)"
)
_YEAR = re.compile(
    r"(?:^|(?<=[,、\s]))(?:我?[县市区镇乡局校院]|全[县市区镇乡局校院])?(?P<year>20\d\d)年"
)
_PLAN = re.compile(r"今年|本年|当年|计划|力争|目标|预计|确保|将(?!近)|拟(?=.)|继续|下一步")
_SHARE = re.compile(
    r"(?:全[县市区镇乡校州]|辖区|我[县市区镇乡校])[^,]{2,24},\s*占(?:比|总|全)[^,]*"
)
_PUPILS = re.compile(r"在校[^\W\d]{0,4}生")
_GOVERNS = re.compile(r"辖(?=\d|$)")


def background_of(plain: str, place: int, year: int | None) -> Aside | None:
    """Why the number at ``place`` is background, or None where it may be an output.

    Args:
        plain: the normalised text.
        place: offset of the number.
        year: budget year, so that an earlier one is the past.
    """
    begin = max((m.end() for m in _SENTENCE.finditer(plain, 0, place)), default=0)
    told = _COMPARED.sub(_blank, _ASIDE.sub(_blank, plain[begin:place]))
    if _is_past(told, year):
        return Aside.PAST
    sentence = _SENTENCE.split(plain[begin:], maxsplit=1)[0]
    for match in _SHARE.finditer(sentence):
        if match.start() <= place - begin < match.end() and not _works().search(match[0]):
            return Aside.EXISTING
    return Aside.EXISTING if _exists(told) else None


# (去年完成25个): what stands in brackets rules nothing behind them.
_ASIDE = re.compile(r"\([^()]*\)")


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


# 若上级资金到位，再修复…; 视情开展…: what depends on something else.
_IF = re.compile(
    r"(?:^|(?<=[,。;:!?\n\s]))(?:但|且|同时|此外)?"
    r"(?:若(?!干|羌|尔)|如果|如(?=有|遇|确|需|上级|资金|条件|获|能|因|果|经|年内)|倘若?|假如|假使|万一|一旦)"
)
_DEPENDS = re.compile(
    r"视(?:情(?:况)?(?!监)|[^,。;\n]{1,12}(?:情况|而定))|(?:酌情|择机|相机)(?=[^\W\d])|条件(?:允许|具备|成熟)(?:时|的情况下|后)?"
)
_NO_ROW = re.compile(
    r"(?:不(?:再)?(?:单独|另行|单列)?(?:设(?:置|定|立)?|列|列入|纳入|作为?|计入)(?:为|入)?(?:年度|绩效|考核|具体|量化)*(?:指标|目标|考核|任务数))"
)


def conditional_spans(plain: str) -> list[tuple[int, int]]:
    """Spans of a normalised text that promise nothing: conditions, and what gets no row.

    A condition rules to the end of its sentence; 视情 and 不设指标 rule their clause, and the one
    before it where their own says nothing else.
    """
    spans = []
    for sentence in re.finditer(r"[^。;!?\n]+", plain):
        if match := _IF.search(plain, sentence.start(), sentence.end()):
            spans.append((match.start(), sentence.end()))
        begin = sentence.start()
        before = begin
        for clause in sentence[0].split(","):
            end = begin + len(clause)
            depends = _DEPENDS.search(clause)
            if found := depends or _NO_ROW.search(clause):
                alone = not depends and len(clause.strip()) - len(found[0]) < 3
                spans.append((before if alone else begin, end))
            before, begin = begin, end + 1
    return spans


def is_conditional(plain: str, place: int) -> bool:
    """Whether what stands at ``place`` is conditional, or said to have no row."""
    return any(start <= place < end for start, end in conditional_spans(plain))


def without_conditions(text: str) -> str:
    """``text`` without what is conditional or said to have no row."""
    lead = len(text) - len(text.lstrip())
    for start, end in reversed(conditional_spans(normalise(text))):
        text = text[: start + lead] + text[end + lead :]
    return text.strip(" ,，;；")


def is_all_conditional(text: str) -> bool:
    """Whether a text promises nothing but under a condition, or is said to have no row."""
    return bool(text.strip()) and not re.sub(r"\W", "", without_conditions(unspaced(text)))


# 外聘技术人员6人, 辅警38人: who works there, where no work is done with them.
_STAFF = re.compile(
    r"外聘|编外|聘用|聘请(?=人员|工)|临聘|临时工|劳务派遣|辅警|协管员|协警|在岗|在编|干部职工|(?:行政|事业|核定|现)?编制|实有|现有"
)
_STAFFED = re.compile(
    r"招|新增|增[配加]|培训|轮训|补[助贴]|工资|发放|慰问|体检|表彰|奖励|选[派聘]|考核|配[备齐]|组建|聘请|发展|出动|保障|受益|惠及"
)


def is_staff(plain: str, place: int) -> bool:
    """Whether the clause before a number of people only says who works there."""
    near = re.split(r"[,。;:!?\n、(]", plain[:place])[-1]
    rest = re.split(r"[,。;:!?\n、)]", plain[place:])[0]
    return bool(_STAFF.search(near)) and not _STAFFED.search(
        re.sub("聘请(?=人员)", "", near) + rest
    )


# 送审金额约9亿元, 涉案资金, 债务余额: money that others own or spend.
_HANDLED = re.compile(
    r"送审|评审(?:金额|资金|投资|总额)|审定|审核(?:金额|资金)|审计(?:金额|资金)|报审"
    r"|涉及[^,、]{0,6}?(?:资金|金额|总?投资|财政|标的)|涉案|涉访|标的|(?:执行|到位|监管|管理|归集|追踪)?(?:资金|资产)(?:规模|总量|总额|总值)"
    r"|余额|存款|保额|保险金额|估值|评估(?:价|值|总值)|债务|债券|注册资本|资产(?:原值|净值)"
)


def is_handled(statement: str) -> bool:
    """Whether money is only handled: audited, deposited, at issue, owed."""
    near = re.split(r"[、(]", statement)[-1]
    return _HANDLED.search(near) is not None


# 红线宽24米, 坝高38米: how large the thing is, whoever counts what is built of it.
_DIMENSION = re.compile(
    r"(?:红线|路面|路基|道路|河道|渠道|堤顶|底|口|净|桥面|车行道)?(?:宽度?|高度?|深度?|厚度?|跨径|直径|管径|口径|净空|坝高)"
    r"(?:约|为|达|均为)?\s*$"
)


def is_dimension(statement: str) -> bool:
    """Whether the words before a length only say how wide, high or deep something is."""
    return _DIMENSION.search(re.split(r"[、(\s]", statement)[-1]) is not None


def is_among_existing(plain: str, place: int) -> bool:
    """Whether the clause counts staff and the like, who are there (在职, 离休, 涉及)."""
    near = re.split(r"[,。;!?\n、]", plain[:place])[-1]
    return contains_any(near, quantity_words().existing)


def _is_past(told: str, year: int | None) -> bool:
    past = max((m.start() for m in _PAST.finditer(told)), default=-1)
    plan = max((m.start() for m in _PLAN.finditer(told)), default=-1)
    for match in _YEAR.finditer(told):
        place, said = match.start("year"), int(match["year"])
        if year is not None and said < year:
            past = max(past, place)
        else:
            plan = max(plan, place)
    return past > plan


@cache
def _works() -> re.Pattern[str]:
    return re.compile(alternation(activity_words().result_verbs))


@cache
def _begins_work() -> re.Pattern[str]:
    words = activity_words()
    light = [verb for verb in words.light_verbs if len(verb) > 1]
    return re.compile(rf"\s*(?:{alternation((*words.result_verbs, *light))})")


def _exists(told: str) -> bool:
    """Whether a word for what there is rules the last clause of ``told``."""
    words = quantity_words()
    for clause in reversed(told.split(",")):
        if contains_any(clause, words.background) or _GOVERNS.search(clause):
            return True
        counts_people = contains_any(clause, words.population) or _PUPILS.search(clause)
        if counts_people and not _works().search(clause):
            return not _begins_work().match(clause)
        if _begins_work().match(clause) or _PLAN.search(clause):
            return False
    return False


def budget_year(sources: Sequence[SourceText], year: int | None) -> int | None:
    """``year`` where the texts tell past and plan apart; None where all of it is last year's.

    A form that was copied with its old year in every task still says what will be done.
    """
    if year is None:
        return None
    texts = [source.text for source in sources if re.search(r"\d", source.text)]
    if any(_PLAN.search(text) or f"{year}年" in text for text in texts):
        return year
    old = [any(int(m["year"]) < year for m in _YEAR.finditer(text)) for text in texts]
    return None if old and all(old) else year
