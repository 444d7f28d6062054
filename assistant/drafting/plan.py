"""What the facts and the library alone make of a task: the rows that need no model.

Every row that a model proposes is measured against these, and where it fails they stand.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.domain.indicator import Indicator, Operator
from assistant.domain.provenance import Provenance, ProvenanceKind
from assistant.domain.quantity import normalise
from assistant.domain.target import AnnualTask
from assistant.drafting.background import without_conditions
from assistant.drafting.candidates import (
    BENEFITS,
    QUALITY,
    QUANTITY,
    SATISFACTION,
    TIMELINESS,
    Candidate,
    Rank,
)
from assistant.drafting.facts import Fact, FactKind, is_injection
from assistant.drafting.naming import (
    fault_of,
    fit,
    noun_first,
)
from assistant.drafting.phrases import activity_in, clauses
from assistant.drafting.scan import metric_of, scan
from assistant.drafting.spacing import unspaced
from assistant.drafting.stated import FULL, stated_rows
from assistant.drafting.wording import activity_words, contains_any
from assistant.library import Entry, Family, search_families

# What a unit that has not said how often is asked about, as a first proposal to confirm.
SUGGESTED = {"场次": "4", "次数": "4", "期数": "1", "批次": "1", "数量": "1"}
NEUTRAL_UNITS = ("场次", "场", "次", "期", "项", "个", "份", "篇", "件", "套", "批", "批次", "处")


class TaskPlan:
    """One task with its facts, the families that it calls for and the rows made of them.

    Attributes:
        task: the task.
        text: its words.
        activity: what it is about in a few words.
        families: library families, best first.
        stated: rows for the unit's own numbers.
        usual: rows from the library, quantity first, each class once.
    """

    def __init__(
        self,
        task: AnnualTask,
        facts: Sequence[Fact],
        sector: str | None,
        history: Sequence[Indicator] = (),
        year: int | None = None,
    ) -> None:
        """Read the task; nothing is asked of a model."""
        self.task = task
        self.text = binding(task.text)
        self.activity = main_activity(task)
        self.facts = tuple(fact for fact in facts if fact.source == task.id)
        self.families, self._leading = _families_of_works(self._about(), sector)
        self._history = tuple(history)
        self._sector = sector
        self.stated = tuple(stated_rows(self.facts, self.activity, (task.id,), year))
        self.usual = tuple(self._usual())

    def _about(self) -> str:
        """The text for the library; beside a catch-all, what else the task names comes first."""
        words = activity_words()
        if not contains_any(self.text, words.catch_alls):
            return self.text
        parts = re.split(r"[、,，。；;：:及和与]|以及", self.text)
        rest = [part for part in parts if part and not contains_any(part, words.catch_alls)]
        return "，".join(rest) if search_families("，".join(rest), limit=1) else self.text

    @property
    def is_money_only(self) -> bool:
        """True for a sentence that only caps the money of the work named elsewhere."""
        return is_money_only(self.text)

    @property
    def is_payroll(self) -> bool:
        """True for tasks that pay people."""
        words = activity_words()
        paid = contains_any(self.text, words.payroll) and contains_any(
            self.text, words.payroll_needs
        )
        return paid and not _FUND_WORK.search(self.text)

    @property
    def is_running(self) -> bool:
        """True for tasks that keep an office running."""
        return contains_any(self.text, activity_words().running)

    @property
    def is_catch_all(self) -> bool:
        """True for tasks that name no work of their own."""
        words = activity_words()
        return contains_any(self.text, words.catch_alls) and not self.stated

    def rows(self) -> tuple[Candidate, ...]:
        """All rows, the unit's own numbers first."""
        return (*self.stated, *self.usual)

    def _usual(self) -> list[Candidate]:
        found: list[Candidate] = []
        if self.is_money_only:
            return found
        if self.is_payroll:
            found.append(payroll_row(self.task.id))
        elif self.is_catch_all:
            found.append(catch_all_row(self.task.id))
        counted = any(row.level2 == QUANTITY for row in self.stated)
        paid = self.is_payroll or (self.is_running and bool(self.families))
        if not counted and not paid and not self.is_catch_all:
            found.append(self._quantity())
        for family in self.families[: max(2, len(self._leading))]:
            for entry in family.entries:
                if entry.value is None or entry.level2 in (QUANTITY, SATISFACTION):
                    continue
                fit_for = self._fit_for(entry, family)
                if fit_for is not None:
                    found.append(from_entry(entry, self.task.id, rank=fit_for))
        found.sort(key=lambda row: -row.rank)
        return [*found, *self._own_words(found)]

    def _own_words(self, found: Sequence[Candidate]) -> Iterator[Candidate]:
        """Rows made of the task's own words, for the classes of which nothing nearer is known."""
        classes = {row.level2 for row in (*found, *self.stated)}
        if QUALITY not in classes and not (self.is_payroll or self.is_catch_all):
            yield generic_quality(self.activity, self.task.id)
        timely = None if self.is_catch_all else timely_row(self.activity, self.task.id)
        if TIMELINESS not in classes and timely is not None:
            yield timely

    def _fit_for(self, entry: Entry, family: Family) -> int | None:
        """How near a library row is to this task; None where it is about something else.

        What is said of the unit's own trade may stand in where nothing nearer is known; a row
        from another trade has to name what the task names.
        """
        if _PAYS.search(entry.name) and not _IS_PAID.search(self.text):
            return None
        share = topic_share(entry.name, self.text)
        if share > 0.5:
            return Rank.USUAL
        leads = family in self._leading
        own = family.sector == self._sector and leads
        near = share >= 0.34 and leads
        if entry.level2 in BENEFITS:
            # An effect has other words than the work: the family itself must be about it.
            near = near or topic_share(family.activity, self.text) > 0.5
        return Rank.FILLER if near or (own and share) else None

    def _quantity(self) -> Candidate:
        """A count for a task that gives no number: last year's, the library's, or a proposal."""
        if row := self._from_history():
            return row
        for family in self.families:
            for entry in family.entries:
                neutral = entry.level2 == QUANTITY and entry.unit in NEUTRAL_UNITS
                if neutral and self._fit_for(entry, family) is not None:
                    return from_entry(entry, self.task.id, rank=Rank.NEEDED)
        return completion_row(self.activity, self.task.id)

    def _from_history(self) -> Candidate | None:
        """Last year's count for this task, under a name that says what is counted."""
        for row in self._history:
            if not (row.level2 and "数量" in row.level2 and _matches(row.name or "", self.text)):
                continue
            name = self._name_for(metric_of(row.unit or "") or "")
            if name is None or fault_of(name, self.text, known=True):
                continue
            return Candidate(
                level2=QUANTITY,
                name=name,
                operator=Operator.AT_LEAST,
                value=row.value or "1",
                unit=row.unit or "",
                passport=Provenance(kind=ProvenanceKind.HISTORY, source=row.id, quote=row.name),
                confirm=True,
                tasks=(self.task.id,),
                importance=4,
                rank=Rank.NEEDED,
            )
        return None

    def _name_for(self, metric: str) -> str | None:
        """A name for a count in this measure: the library's, else the task's own words.

        None where the library counts such work by another measure, so that the old number, ten
        vague 项 for instance, says nothing of this year's.
        """
        known = [e for f in self.families for e in f.entries if e.level2 == QUANTITY]
        same = [entry.name for entry in known if metric_of(entry.unit) == metric]
        if known or not metric:
            return same[0] if same else None
        return fit(self.activity, metric)


# Those who collect contributions or lend from a fund pay no wages by it.
_FUND_WORK = re.compile(r"归集|贷款|征缴|参保|稽核|缴存")
_GENERIC = re.compile(
    r"工程|项目|设施|设备|建成|投入|使用|运行|验收|合格|考核|完成|按期|按时|及时|限期|准时|规定|时限|任务|计划|工作|年度|整改|隐患|安全|问题|发现|处理|处置|办结|办理|解决"
    r"|资金|拨付|发放|兑付|支付|补助|补贴|服务|质量|标准|规范|管理|责任|事故|起数|次数|数量|人数|人次|场次|件数|投诉|举报|有效|报告|结果|成果|台账|档案|信息|数据|准确|覆盖|达标"
    r"|通过|落实|参与|知晓|认定|核查|检查|对象|人员|率|数|的"
)


# What is said of paying out fits only where the task pays somebody.
_PAYS = re.compile(r"拨付|发放|兑付|支付|补[助贴]|资助|救助金|优抚金|奖补")
_IS_PAID = re.compile(
    r"[补奖]|资助|救助|助学|拨付|发放|兑付|支付|慰问|津贴|待遇|低保|[费金](?![属融刚])"
)


def topic_share(name: str, text: str) -> float:
    """How much of what a library name is about stands in the text; 1 where it fits any work."""
    about = [part for part in _GENERIC.split(re.sub(r"\W", "", name)) if len(part) >= 2]
    length = sum(map(len, about))
    if not length:
        return 1.0
    seen = 0
    for part in about:
        marks = [False] * len(part)
        for place in range(len(part) - 1):
            if part[place : place + 2] in text:
                marks[place] = marks[place + 1] = True
        seen += sum(marks)
    return seen / length


def _matches(name: str, text: str) -> bool:
    """Whether most two-character words of last year's name stand in the task."""
    plain = re.sub(r"\W", "", name)
    pairs = {plain[place : place + 2] for place in range(len(plain) - 1)}
    return bool(pairs) and sum(pair in text for pair in pairs) / len(pairs) >= 0.7


_MONEY_WORDS = re.compile(
    r"总投资|项目|工程|预算|概算|计划|资金|经费|投资|总额|总计|合计|共计|全部|上级|财政|本级|县级|中央|省级|市级|自筹|配套|拨款|专项|来源|其中"
    r"|安排|投入|控制|所需|需要|需|列支|支出|落实|以内|以下|不超过|范围|左右|年度|全年|今年|本年|为|在|由|约|共|于|计|总|的|是|及|和|内"
)


def is_money_only(text: str) -> bool:
    """Whether a task says nothing but how much all may cost (总投资控制在480万元以内)."""
    plain = normalise(unspaced(text))
    mentions = scan(plain)
    if not any(mention.kind in (FactKind.MONEY, FactKind.STANDARD) for mention in mentions):
        return False
    for mention in reversed(mentions):
        plain = plain[: mention.start] + plain[mention.end :]
    return not re.sub(r"\W", "", _MONEY_WORDS.sub("", plain))


def without_instructions(text: str) -> str:
    """``text`` without the sentences that talk to a program instead of naming work."""
    parts = re.split(r"(?<=[。;；!！?？\n])", text)
    return "".join(part for part in parts if not is_injection(part)).strip()


def binding(text: str) -> str:
    """What a task promises: no blanks that say nothing, no instructions, no conditions.

    All of it where nothing else stands in it, so that such a task can still be read.
    """
    words = unspaced(without_instructions(text))
    return without_conditions(words) or words


def families_of(text: str, sector: str | None) -> tuple[Family, ...]:
    """The library families that a task calls for, best first."""
    return tuple(match.family for match in search_families(text, limit=3, sector=sector))


_LONG = 60
"""Characters from which a task is a paragraph of several works."""
_WORKS = 4


def _families_of_works(
    text: str, sector: str | None
) -> tuple[tuple[Family, ...], tuple[Family, ...]]:
    """The families of a task, best first, and those that one of its works calls for first.

    A paragraph is looked up work by work, so that no work is lost among the words of the others.
    """
    found = families_of(text, sector)
    parts = [part for part in re.split(r"[。；;!！?？\n]", text) if len(part.strip()) >= 6]
    if len(text) < _LONG or len(parts) < 2:
        return found, found[:1]
    first = [families[0] for part in parts if (families := families_of(part, sector))]
    leading = tuple(_unique((*found[:1], *first)))[:_WORKS]
    return tuple(_unique((*leading, *found))), leading


def _unique(families: Sequence[Family]) -> Iterator[Family]:
    """Each family once; entries make families unhashable by value, so identity decides."""
    seen: set[int] = set()
    for family in families:
        if id(family) not in seen:
            seen.add(id(family))
            yield family


_RESIDUE = re.compile(r"(?:[XxＸ×*＊_□]{1,4})\s*(?:人次|场次|[人场次期个项家户万%])*")


def main_activity(task: AnnualTask) -> str:
    """What a task is about in a few words; "" where it names no work."""
    parts = (task.content, task.name)
    words = "。".join(part for part in parts if part)
    text = normalise(_RESIDUE.sub("", binding(words)))
    for mention in scan(text):
        text = f"{text[: mention.start]}{' ' * (mention.end - mention.start)}{text[mention.end :]}"
    spans = [_BOUND_END.sub("", text[start:end].rstrip()) for start, end in clauses(text)]
    spans = [_before_comparison(_first_part(span)) for span in spans]
    named = [noun for s in spans if len(noun := _REACHES_ALL.sub("", activity_in(s))) >= 3]
    catch = activity_words().catch_alls
    concrete = [noun for noun in named if not contains_any(noun, catch)]
    works = [noun for noun in concrete if not _NO_WORK.search(noun)]
    named = [noun for noun in works if not _RATE_END.search(noun)] or works
    heads = [noun for noun in named if contains_any(noun, activity_words().result_verbs)]
    return next(iter(heads or named or concrete), "")


# 垃圾清运覆盖全部行政村 is about 垃圾清运.
_REACHES_ALL = re.compile(r"(?<=....)(?:覆盖|惠及)(?:全部|所有|全体|各).*$")
_BOUND_END = re.compile(r"(?:及?以[上下内]|左右|之内)$")
_NO_WORK = re.compile(r"^(?:惠及|受益|解决|覆盖|带动|其中|每)|^总?(?:投资|资金|预算|经费)|标准$")
_COMPARISON = re.compile(
    r"(?:稳步|逐步|持续|明显|有所|进一步|较上年|比上年|较去年|比去年|同比|全部)*"
    r"(?:高于|低于|优于|不低于|不高于|提高|提升|下降|降低|增长|上升|控制在|保持在|降至|提升至|提高到|达到)[^率]*$"
)


def _before_comparison(noun: str) -> str:
    """异地就医直接结算率稳步提高 as the rate that it speaks of."""
    match = _COMPARISON.search(noun)
    rest = noun[: match.start()] if match else noun
    return rest if match and re.search(rf"{_RATE_END.pattern}|标准$", rest) else noun


def _first_part(span: str) -> str:
    """补贴发放 面积… 涉及农户… is about what stands before the first blank, if that is enough."""
    first = _MEASURES.split(span.strip())[0]
    return first if len(activity_in(first)) >= 4 else span


_MEASURES = re.compile(r"\s+(?=面积|长度|里程|户数|人数|涉及|覆盖|惠及|受益|带动|共|合计|总)")


_RATE_END = re.compile(r"(?:率|覆盖面|幅度?|比例|占比|比重|收入|水平|数)$")


def from_entry(entry: Entry, task_id: str, *, rank: int = Rank.USUAL) -> Candidate:
    """A library entry as a row; its value is always the unit's to confirm."""
    value = entry.value or SUGGESTED.get(metric_of(entry.unit) or "数量", "1")
    return Candidate(
        level2=entry.level2,
        name=entry.name,
        operator=_bound(entry, value),
        value=value,
        unit=entry.unit,
        passport=Provenance(kind=ProvenanceKind.LIBRARY, source=entry.id),
        confirm=True,
        tasks=(task_id,),
        importance=3,
        rank=rank,
        note=entry.explanation,
    )


def _bound(entry: Entry, value: str) -> Operator:
    """A proposal is a lower bound; all of it is all of it, and nothing is more than 100 %."""
    if entry.level2 == QUANTITY and entry.value is None:
        return Operator.AT_LEAST
    full = entry.unit == "%" and value == FULL and entry.operator is Operator.AT_LEAST
    return Operator.EQUAL if full else entry.operator


def _own(level2: str, name: str, task_id: str, note: str, *, rank: int) -> Candidate:
    """A row of common practice that is in no library family: 100 % of what was planned."""
    return Candidate(
        level2=level2,
        name=name,
        operator=Operator.EQUAL,
        value=FULL,
        unit="%",
        passport=Provenance(kind=ProvenanceKind.LIBRARY, source="common"),
        confirm=True,
        tasks=(task_id,),
        rank=rank,
        note=note,
    )


def payroll_row(task_id: str) -> Candidate:
    """Pay in full and on time, the one thing that a payroll task can be measured by."""
    return _own(
        TIMELINESS,
        "工资按时足额发放率",
        task_id,
        "按时足额发放月数÷应发放月数×100%；佐证资料：工资发放表、银行代发回单",
        rank=Rank.NEEDED,
    ).model_copy(update={"importance": 5})


def catch_all_row(task_id: str) -> Candidate:
    """What can be counted of tasks that come from above: those closed by their day."""
    return _own(
        TIMELINESS,
        "交办事项按期办结率",
        task_id,
        "按期办结的交办事项件数÷交办事项总件数×100%；佐证资料：交办事项台账、办结回复",
        rank=Rank.NEEDED,
    ).model_copy(update={"importance": 2})


def completion_row(activity: str, task_id: str) -> Candidate:
    """The share of the plan that was done, for work whose count only the unit knows."""
    activity = re.sub(r"(?<=....)(?:总价款?|价款|总费用|费用总额|总成本)$", "", activity)
    what = noun_first(re.sub(r"满意[率度]$", "", activity))
    # 机要通信绝对安全: what is kept is the work.
    what = re.sub(r"(?<=..)(?:绝对)?(安全|畅通|稳定|平稳)$", r"\1保障", what)
    if not what or re.search(r"(?:时间|时限|比例|占比)$", what):
        what = "年度任务"
    if paid := re.fullmatch(r"(?P<what>.{2,}?)(?:发放|拨付)?标准(?:每\w+)*", what):
        note = "按时发放的金额÷应发放金额×100%；佐证资料：发放花名册、银行回单"
        name = fit(paid["what"], "按时发放率")
        return _own(TIMELINESS, name, task_id, note, rank=Rank.NEEDED)
    name = fit(what, "目标完成率" if _RATE_END.search(what) else "计划完成率")
    return _own(
        QUANTITY,
        name,
        task_id,
        "实际完成数÷年度计划数×100%；佐证资料：年度工作计划、完成情况台账",
        rank=Rank.NEEDED,
    )


def timely_row(activity: str, task_id: str) -> Candidate | None:
    """The task's own work done by its day; None where the task names none."""
    what = noun_first(re.sub(r"(?:面积|里程|长度|数量)$", "", activity))
    what = re.sub(r"(?:每[人户亩生名]|每[年月天日])+$", "", what)
    if len(what) < 3 or _RATE_END.search(what) or re.search(r"(?:时间|时限|满意|标准)$", what):
        return None
    paid = re.search(r"(?:补[助贴]|津贴|资助|救助|奖励|慰问金?|金|费)(?:发放)?$", what)
    name = fit(what.removesuffix("发放") if paid else what, "按期发放率" if paid else "按期完成率")
    return _own(
        TIMELINESS,
        name,
        task_id,
        "按期完成（发放）的数量÷年度计划数×100%；佐证资料：年度工作计划、完成情况台账",
        rank=Rank.FILLER,
    )


_QUALITY_BY_WORK = (
    (
        re.compile(r"建|修|改造|购置|采购|安装|工程|设备|配备|铺设|整治|绿化|养护"),
        "验收合格率",
        "验收",
    ),
    (re.compile(r"培训|轮训|研修|学习|演练"), "考核合格率", "考核"),
    (re.compile(r"检查|执法|巡查|排查|督查|抽查|监管|检测|监测"), "问题整改率", "整改"),
    (re.compile(r"发放|补助|补贴|资助|救助|奖励|慰问"), "发放准确率", "发放"),
    (re.compile(r"编制|规划|报告|课题|调研|方案|资料|研究"), "成果审核通过率", "审核"),
    (re.compile(r"演出|活动|下乡|放映|比赛|进校园|展览|宣传|宣讲"), "方案执行率", "按方案执行"),
    (re.compile(r"办理|审批|受理|调解|案件|信访|投诉|服务"), "办结率", "办结"),
)


def generic_quality(activity: str, task_id: str) -> Candidate:
    """Work that passed acceptance or checking, where the library knows nothing nearer."""
    ending, word = "核查合格率", "核查"
    activity = re.sub(r"(?:每[人户亩生名]|每[年月天日])+$|(?:面积|里程|长度)$", "", activity)
    for pattern, metric, mark in _QUALITY_BY_WORK:
        if pattern.search(activity):
            ending, word = metric, mark
            break
    activity = noun_first(activity)
    base = activity[:-2] if activity.endswith(ending[:2]) and len(activity) > 4 else activity
    return _own(
        QUALITY,
        fit(base or "年度任务", ending),
        task_id,
        f"{word}合格的数量÷完成总数×100%；佐证资料：{word}记录、台账",
        rank=Rank.FILLER,
    )
