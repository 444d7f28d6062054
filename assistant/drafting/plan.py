"""What the facts and the library alone make of a task: the rows that need no model.

Every row that a model proposes is measured against these, and where it fails they stand.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.domain.indicator import Indicator, Operator
from assistant.domain.provenance import Provenance, ProvenanceKind
from assistant.domain.quantity import normalise
from assistant.domain.target import AnnualTask
from assistant.drafting.candidates import (
    COST,
    ECONOMIC,
    QUALITY,
    QUANTITY,
    SATISFACTION,
    SOCIAL,
    TIMELINESS,
    Candidate,
    Rank,
)
from assistant.drafting.facts import Fact, FactKind, FactRole, is_injection
from assistant.drafting.naming import (
    count_name,
    fault_of,
    fit,
    level_of_rate,
    rate_name,
)
from assistant.drafting.phrases import activity_in, clauses
from assistant.drafting.scan import metric_of, scan
from assistant.drafting.wording import activity_words, contains_any
from assistant.library import Entry, Family, search_families

_STATED_KINDS = {"goal": ProvenanceKind.GOAL}
# What a unit that has not said how often is asked about, as a first proposal to confirm.
SUGGESTED = {"场次": "4", "次数": "4", "期数": "1", "批次": "1", "数量": "1"}
_NEUTRAL_UNITS = ("场次", "场", "次", "期", "项", "个", "份", "篇", "件", "套", "批", "批次", "处")
FULL = "100"


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
        self.text = without_instructions(task.text)
        self.activity = main_activity(task)
        self.facts = tuple(fact for fact in facts if fact.source == task.id)
        self.families = families_of(self._about(), sector)
        self._history = tuple(history)
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
    def is_payroll(self) -> bool:
        """True for tasks that pay people."""
        words = activity_words()
        return contains_any(self.text, words.payroll) and contains_any(
            self.text, words.payroll_needs
        )

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
        if self.is_payroll:
            found.append(payroll_row(self.task.id))
        elif self.is_catch_all:
            found.append(catch_all_row(self.task.id))
        counted = any(row.level2 == QUANTITY for row in self.stated)
        paid = self.is_payroll or (self.is_running and bool(self.families))
        if not counted and not paid and not self.is_catch_all:
            found.append(self._quantity())
        for family in self.families[:2]:
            found.extend(
                from_entry(entry, self.task.id)
                for entry in family.entries
                if entry.value is not None and entry.level2 not in (QUANTITY, SATISFACTION)
            )
        if not any(row.level2 == QUALITY for row in (*found, *self.stated)) and not (
            self.is_payroll or self.is_catch_all
        ):
            found.append(generic_quality(self.activity, self.task.id))
        return found

    def _quantity(self) -> Candidate:
        """A count for a task that gives no number: last year's, the library's, or a proposal."""
        if row := self._from_history():
            return row
        for family in self.families:
            for entry in family.entries:
                if entry.level2 == QUANTITY and entry.unit in _NEUTRAL_UNITS:
                    return from_entry(entry, self.task.id, rank=Rank.NEEDED)
        return completion_row(self.activity, self.task.id)

    def _from_history(self) -> Candidate | None:
        for row in self._history:
            if row.level2 and "数量" in row.level2 and _matches(row.name or "", self.text):
                name = fit(self.activity, metric_of(row.unit or "") or "数量")
                if fault_of(name, self.text):
                    continue
                return Candidate(
                    level2=QUANTITY,
                    name=name,
                    operator=Operator.AT_LEAST,
                    value=row.value or "1",
                    unit=row.unit or "项",
                    passport=Provenance(kind=ProvenanceKind.HISTORY, source=row.id, quote=row.name),
                    confirm=True,
                    tasks=(self.task.id,),
                    importance=4,
                    rank=Rank.NEEDED,
                )
        return None


def _matches(name: str, text: str) -> bool:
    """Whether most two-character words of last year's name stand in the task."""
    plain = re.sub(r"\W", "", name)
    pairs = {plain[place : place + 2] for place in range(len(plain) - 1)}
    return bool(pairs) and sum(pair in text for pair in pairs) / len(pairs) >= 0.7


def without_instructions(text: str) -> str:
    """``text`` without the sentences that talk to a program instead of naming work."""
    parts = re.split(r"(?<=[。;；!！?？\n])", text)
    return "".join(part for part in parts if not is_injection(part)).strip()


def families_of(text: str, sector: str | None) -> tuple[Family, ...]:
    """The library families that a task calls for, best first."""
    return tuple(match.family for match in search_families(text, limit=3, sector=sector))


_RESIDUE = re.compile(r"(?:[XxＸ×*＊_□]{1,4})\s*(?:人次|场次|[人场次期个项家户万%])*")


def main_activity(task: AnnualTask) -> str:
    """What a task is about in a few words; "" where it names no work."""
    text = normalise(_RESIDUE.sub("", without_instructions(task.text)))
    for mention in scan(text):
        text = f"{text[: mention.start]}{' ' * (mention.end - mention.start)}{text[mention.end :]}"
    spans = [text[start:end] for start, end in clauses(text)]
    named = [noun for span in spans if len(noun := activity_in(span)) >= 3]
    catch = activity_words().catch_alls
    concrete = [noun for noun in named if not contains_any(noun, catch)]
    heads = [noun for noun in concrete if contains_any(noun, activity_words().result_verbs)]
    return next(iter(heads or concrete), "")


def stated_rows(
    facts: Sequence[Fact], activity: str, tasks: tuple[str, ...], year: int | None
) -> list[Candidate]:
    """A row for each number of the unit's own that belongs to an output, effect or cost."""
    rows = []
    for fact in facts:
        if fact.role is FactRole.CONTEXT:
            continue
        row = _stated(fact, activity, tasks, year)
        if row is not None:
            rows.append(row)
    return rows


def _stated(
    fact: Fact, activity: str, tasks: tuple[str, ...], year: int | None
) -> Candidate | None:
    if fact.kind is FactKind.DEADLINE:
        return _deadline_row(fact, activity, tasks, year)
    if fact.kind in (FactKind.MONEY, FactKind.STANDARD):
        return _money_row(fact, activity, tasks)
    if fact.kind in (FactKind.RATE, FactKind.CHANGE):
        return _rate_row(fact, activity, tasks)
    name = count_name(fact, activity)
    level2 = TIMELINESS if fact.kind is FactKind.DURATION else _level_of_count(fact, name)
    return _candidate(fact, level2, name, tasks, importance=4)


def _level_of_count(fact: Fact, name: str) -> str:
    if fact.value == "0" and fact.unit == "起":
        return SOCIAL
    if re.match(r"(?:受益|惠及|带动|吸纳|新增就业|解决)", fact.verb + fact.noun):
        return SOCIAL
    return QUANTITY


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
        rank=Rank.STATED,
        facts=((fact.source, fact.start),),
    )


def _unit(fact: Fact) -> str:
    if fact.unit == "百分点":
        return "个百分点"
    if fact.kind is FactKind.STANDARD and "/" not in fact.unit:
        per = re.findall(r"[人户亩名生吨]|公里|平方米|座|所|村|学年|学期|年|月|天|日", fact.per)
        return fact.unit + ("/" + "·".join(dict.fromkeys(per)) if per else "")
    return fact.unit


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
    name = fit(noun, f"{fact.value}完成率") if noun else f"任务{fact.value}完成率"
    row = _candidate(fact, TIMELINESS, name, tasks)
    return row.model_copy(
        update={"operator": Operator.EQUAL, "value": FULL, "unit": "%", "confirm": False}
    )


_MAY_EXCEED = re.compile(r"增长|增幅|增加|提高|超额|翻|上升")


def _rate_row(fact: Fact, activity: str, tasks: tuple[str, ...]) -> Candidate | None:
    name = rate_name(fact, activity)
    if Decimal(fact.value) > 100 and not _MAY_EXCEED.search(name):
        return None
    level2 = level_of_rate(name)
    row = _candidate(fact, level2, name, tasks)
    if level2 == COST and fact.operator in (Operator.AT_LEAST, Operator.MORE):
        saved = fact.kind is FactKind.CHANGE or "节约" in name
        return row if saved else row.model_copy(update={"level2": QUALITY})
    if level2 == SATISFACTION and fact.value == FULL:
        return row.model_copy(update={"operator": Operator.AT_LEAST})
    return row


_EACH = re.compile(r"(?:每(?:[人户亩名生]|学年|学期|[年月天日]|公里)|人均|户均|亩均|生均)+")
_FUND_END = re.compile(r"(?:资金|经费|费用?|投资|成本|支出|预算)$")


def _money_row(fact: Fact, activity: str, tasks: tuple[str, ...]) -> Candidate | None:
    noun = fact.noun if len(fact.noun) >= 2 else activity
    if fact.role is FactRole.OUTPUT:
        name = noun if noun.endswith(("收入", "资金", "产值", "额")) else fit(noun, "金额")
        return _candidate(fact, ECONOMIC, name, tasks)
    if fact.operator not in (Operator.AT_MOST, Operator.LESS):
        if fact.kind is not FactKind.STANDARD:
            return None
        return _candidate(fact, QUANTITY, fit(_standard(noun, activity), "标准"), tasks)
    if fact.kind is FactKind.STANDARD or "单价" in noun:
        return _candidate(fact, COST, _standard_name(noun, activity), tasks)
    base = re.sub(r"^(?:投入|安排|使用|落实)|(?:合同)?(?:金额|价款|总额)$", "", noun)
    if re.fullmatch(r"(?:项目)?总?(?:投资|资金|预算|经费)", base):
        base = activity + base.removeprefix("项目")
    base = base if len(base) >= 2 else activity
    ending = "控制数" if _FUND_END.search(base) else "成本控制数"
    return _candidate(fact, COST, fit(base, ending), tasks)


def _standard(noun: str, activity: str) -> str:
    rest = _EACH.sub("", noun).removesuffix("标准")
    return rest if len(rest) >= 2 else activity


def _standard_name(noun: str, activity: str) -> str:
    """What is paid for each: a price, or the rate of a subsidy."""
    if "单价" in noun:
        return fit(re.sub(r"单价.*$", "", noun) or activity, "单价")
    base = _standard(noun, activity)
    paid = re.search(r"补助|补贴|资助|奖励|费$|津贴|救助|工资", base)
    return fit(base, "标准" if paid else "成本标准")


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
    name = fit(activity or "年度任务", "计划完成率")
    return _own(
        QUANTITY,
        name,
        task_id,
        "实际完成数÷年度计划数×100%；佐证资料：年度工作计划、完成情况台账",
        rank=Rank.NEEDED,
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
    (re.compile(r"办理|审批|受理|调解|案件|信访|投诉|服务"), "办结率", "办结"),
)


def generic_quality(activity: str, task_id: str) -> Candidate:
    """Work that passed acceptance or checking, where the library knows nothing nearer."""
    ending, word = "成果审核通过率", "审核通过"
    for pattern, metric, mark in _QUALITY_BY_WORK:
        if pattern.search(activity):
            ending, word = metric, mark
            break
    base = activity[:-2] if activity.endswith(ending[:2]) and len(activity) > 4 else activity
    return _own(
        QUALITY,
        fit(base or "年度任务", ending),
        task_id,
        f"{word}合格的数量÷完成总数×100%；佐证资料：{word}记录、台账",
        rank=Rank.FILLER,
    )
