"""One table out of many rows: every task covered, every class there, no row twice, 10 to 25."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import fuzz

from assistant.domain.indicator import Operator
from assistant.domain.provenance import Provenance, ProvenanceKind
from assistant.domain.target import PerformanceTarget
from assistant.drafting.candidates import (
    BENEFITS,
    COST,
    ORDER,
    OUTPUTS,
    QUALITY,
    QUANTITY,
    SATISFACTION,
    SOCIAL,
    TIMELINESS,
    Candidate,
    Rank,
)
from assistant.drafting.money import cost_rows, exceeds_budget, must_have_cost, ratio_row
from assistant.drafting.naming import fit, noun_first
from assistant.drafting.people import is_named, most_served
from assistant.drafting.plan import TaskPlan, timely_row

MIN_ROWS, MAX_ROWS = 10, 25
_SAME = 90
"""Likeness of names, in per cent, from which two rows of one class are one."""


def assemble(
    target: PerformanceTarget,
    plans: tuple[TaskPlan, ...],
    proposed: Sequence[Candidate] = (),
    from_goal: Sequence[Candidate] = (),
) -> list[Candidate]:
    """The rows of the table in print order.

    Args:
        target: the form, for its money.
        plans: what facts and library make of each task.
        proposed: grounded rows of the model.
        from_goal: rows for numbers that only the goal gives.
    """
    table = _Table(target, {plan.task.id: plan.activity for plan in plans})
    for plan in plans:
        table.add_all(plan.stated)
    table.add_all(proposed)
    table.add_all(from_goal)
    for plan in plans:
        _cover(table, plan)
    _outputs(table, plans)
    _benefits(table, plans)
    _satisfaction(table, plans)
    stated_cost = table.count(COST) > 0
    table.add_all(cost_rows(target, plans, stated=stated_cost))
    _fill(table, plans)
    return table.finished(plans, target)


class _Table:
    """Rows so far, each name once in its class."""

    def __init__(self, target: PerformanceTarget, works: Mapping[str, str]) -> None:
        self.rows: list[Candidate] = []
        self._works = works
        self.unit = target.unit.name or ""
        self._funding = target.funding

    def add_all(self, rows: Iterable[Candidate]) -> None:
        for row in rows:
            self.add(row)

    def add(self, row: Candidate) -> bool:
        """Take a row, merge it into its twin, or refuse it."""
        if row.level2 == COST and exceeds_budget(row, self._funding):
            return False
        for place, other in enumerate(self.rows):
            if _twins(row, other):
                if row.value == other.value or not row.from_text:
                    self.rows[place] = _merged(other, row)
                    return False
                row = _told_apart(row, other, self._works)
        if any(other.key == row.key for other in self.rows):
            return False
        self.rows.append(row)
        return True

    def count(self, *levels: str) -> int:
        return sum(row.level2 in levels for row in self.rows)

    def covers(self, task_id: str, *levels: str) -> bool:
        return any(
            task_id in row.tasks and (not levels or row.level2 in levels) for row in self.rows
        )

    def finished(self, plans: tuple[TaskPlan, ...], target: PerformanceTarget) -> list[Candidate]:
        """The rows that stay, in print order."""
        kept = list(self.rows)
        while len(kept) > MAX_ROWS:
            spare = spare_rows(kept) or [row for row in kept if row.level2 == QUANTITY][1:]
            kept.remove(min(spare, key=lambda row: (row.rank, -kept.index(row))))
        return ensure(kept, plans, target)


def ensure(
    rows: Sequence[Candidate], plans: tuple[TaskPlan, ...], target: PerformanceTarget
) -> list[Candidate]:
    """``rows`` with what no table may lack: each class, and every task measured by some row."""
    kept = list(rows)
    if not plans:
        return kept
    measured = {task for row in kept if row.level2 in _MEASURES for task in row.tasks}
    left = tuple(plan for plan in plans if plan.task.id not in measured and not plan.is_money_only)
    classes = {row.level2 for row in kept}
    if QUANTITY not in classes:
        kept.append(_planned(left or plans))
    elif left:
        kept = _shared(kept, left)
    for level2, make in ((QUALITY, _accepted), (TIMELINESS, _own_day)):
        if level2 not in classes:
            kept.append(make(plans))
    if not classes & set(BENEFITS):
        kept.append(_attributable(plans))
    if SATISFACTION not in classes:
        kept.append(satisfaction_row("办事群众", tuple(plan.task.id for plan in plans)))
    if COST not in classes and must_have_cost(target, plans):
        kept.append(ratio_row(plans))
    unique = {row.key: row for row in reversed(kept)}
    kept = sorted(unique.values(), key=lambda row: (ORDER.index(row.level2), kept.index(row)))
    return kept


def _shared(kept: list[Candidate], left: tuple[TaskPlan, ...]) -> list[Candidate]:
    """Tasks that have no row of their own, in one row for the plan of the year."""
    row = _planned(left)
    for place, other in enumerate(kept):
        if other.name == row.name:
            return [*kept[:place], _merged(other, row), *kept[place + 1 :]]
    if len(kept) >= MAX_ROWS and len(counts := [r for r in kept if r.level2 == QUANTITY]) > 1:
        dropped = min(counts, key=lambda r: (r.rank, -kept.index(r)))
        row = row.model_copy(update={"tasks": tuple(dict.fromkeys((*row.tasks, *dropped.tasks)))})
        kept.remove(dropped)
    return [*kept, row]


_MEASURES = (*OUTPUTS, *BENEFITS)
"""Classes that measure a task itself; money and opinion alone leave it unmeasured."""


def spare_rows(rows: Sequence[Candidate]) -> list[Candidate]:
    """The rows without which the table still covers every task and class."""
    kept = list(rows)
    tasks = {task for row in kept for task in row.tasks}
    return [row for row in kept if _is_spare(row, kept, tasks)]


def _is_spare(row: Candidate, kept: list[Candidate], tasks: set[str]) -> bool:
    """Whether the table still covers every task and class without this row."""
    others = [other for other in kept if other is not row]
    covered = {task for other in others if other.level2 in _MEASURES for task in other.tasks}
    if not (set(row.tasks) & tasks) <= covered:
        return False
    group = BENEFITS if row.level2 in BENEFITS else (row.level2,)
    return any(other.level2 in group for other in others)


def _twins(row: Candidate, other: Candidate) -> bool:
    """Whether two rows measure the same thing."""
    if row.facts and row.facts == other.facts and row.level2 == other.level2:
        return True
    if row.name == other.name:
        return True
    if row.from_text and other.from_text:
        return False
    if _said_already(row, other):
        return True
    if not (row.from_text and other.from_text) and _says_same(row, other):
        return True
    if row.level2 != other.level2:
        return row.name.endswith(other.name) or other.name.endswith(row.name)
    # 验收合格率 of the task and of its equipment is one thing to the person who counts.
    same_work = row.unit == "%" and bool(set(row.tasks) & set(other.tasks))
    if same_work and row.name[-5:] == other.name[-5:]:
        return True
    stems = _stem(row.name), _stem(other.name)
    return stems[0] == stems[1] or fuzz.ratio(row.name, other.name) >= _SAME


_RATE_OF = re.compile(r"(?P<what>.*?)(?:按期|按时|及时)?(?P<rate>[^\W\d]{2}率)$")
_IN_TIME = re.compile(r"(?:按期|按时|及时|限期)[^\W\d]{0,4}率$")


def _said_already(row: Candidate, other: Candidate) -> bool:
    """Whether one row is the unit's own number for what the other, a usual row, measures.

    消费纠纷调解成功率 beside the unit's 消费投诉调解成功率; 工程按期完工率 beside its own day.
    """
    if not set(row.tasks) & set(other.tasks) or row.from_text == other.from_text:
        return False
    own, usual = (row, other) if row.from_text else (other, row)
    if own.unit != usual.unit or usual.unit != "%":
        return False
    if own.level2 == usual.level2 == TIMELINESS and _IN_TIME.search(usual.name):
        return True
    if TIMELINESS in (own.level2, usual.level2) and own.level2 != usual.level2:
        return False
    mine = _RATE_OF.fullmatch(own.name)
    theirs = _RATE_OF.fullmatch(re.sub(r"(?<=整改|处置|办结)完成率$", "率", usual.name))
    if mine is None or theirs is None or mine["rate"] != theirs["rate"]:
        return False
    pairs = [theirs["what"][place : place + 2] for place in range(len(theirs["what"]) - 1)]
    return any(pair in mine["what"] for pair in pairs) or len(theirs["what"]) < 2


def _says_same(row: Candidate, other: Candidate) -> bool:
    """暴雨预警准确率 and 暴雨预警信号准确率; 城区垃圾无害化处理率 beside 生活垃圾无害化处理率."""
    if row.unit != other.unit or not set(row.tasks) & set(other.tasks):
        return False
    if row.name[-6:] == other.name[-6:] and len(row.name) > 6:
        return True
    short, long = sorted((row.name, other.name), key=len)
    pairs = [short[place : place + 2] for place in range(len(short) - 1)]
    shared = sum(pair in long for pair in pairs)
    return row.level2 == other.level2 and shared >= 0.8 * len(pairs)


def _stem(name: str) -> str:
    return re.sub(r"(?:数量|人次|人数|场次|次数|期数|批次|户数)$", "", name)


def _merged(kept: Candidate, other: Candidate) -> Candidate:
    tasks = tuple(dict.fromkeys((*kept.tasks, *other.tasks)))
    return kept.model_copy(
        update={"tasks": tasks, "facts": tuple(dict.fromkeys((*kept.facts, *other.facts)))}
    )


def _told_apart(row: Candidate, other: Candidate, works: Mapping[str, str]) -> Candidate:
    """A second number under the same name: named after its own work, else its own words."""
    if row.name == other.name and row.tasks != other.tasks:
        work = next((works[task] for task in row.tasks if works.get(task)), "")
        work = re.sub(r"(?<=....)(?:覆盖|惠及|服务).*$", "", work)
        if work and work not in row.name and len(work) + len(row.name) <= 25:
            return row.model_copy(update={"name": work + row.name})
    quote = (row.passport.quote or "").strip()
    marked = f"{row.name}（{quote}）"
    if len(marked) > 25 or other.name == marked:
        return row
    return row.model_copy(update={"name": marked})


def _cover(table: _Table, plan: TaskPlan) -> None:
    """At least one output row for every task; a payroll or catch-all task its own."""
    if plan.is_money_only:
        return
    if plan.is_payroll or not table.covers(plan.task.id, *_MEASURES):
        for row in plan.usual:
            if row.level2 in OUTPUTS:
                table.add(row.model_copy(update={"rank": Rank.NEEDED}))
                if table.covers(plan.task.id, *OUTPUTS):
                    return


def _outputs(table: _Table, plans: tuple[TaskPlan, ...]) -> None:
    """Quantity, quality and time beside each other, as many as the tasks ask for."""
    tasks = len(plans)
    if not table.count(QUANTITY):
        _take(table, plans, QUANTITY, 1)
    if not table.count(QUANTITY) and plans:
        table.add(_planned(plans))
    for level2, share, most in ((QUALITY, 2, 4), (TIMELINESS, 3, 3)):
        wanted = min(most, max(1, math.ceil(tasks / share)))
        _take(table, plans, level2, wanted - table.count(level2))
    if not table.count(TIMELINESS) and plans:
        table.add(_own_day(plans))


def _own_day(plans: tuple[TaskPlan, ...]) -> Candidate:
    """The first work that has a name, done by its day; all tasks where none has one."""
    own = (timely_row(plan.activity, plan.task.id) for plan in plans)
    return next((row for row in own if row is not None), None) or _on_time(plans)


def _take(table: _Table, plans: tuple[TaskPlan, ...], level2: str, wanted: int) -> None:
    """Usual rows of a class; what names no thing of the tasks only where nothing nearer is."""
    before = table.count(level2)
    _take_rows(table, plans, level2, wanted, far=False)
    if not table.count(level2):
        _take_rows(table, plans, level2, min(1, wanted - table.count(level2) + before), far=True)


def _take_rows(
    table: _Table, plans: tuple[TaskPlan, ...], level2: str, wanted: int, *, far: bool
) -> None:
    """One row a task, those tasks first that have none of the class."""
    order = sorted(plans, key=lambda plan: (table.covers(plan.task.id, level2), plan.is_catch_all))
    for plan in order:
        if wanted <= 0:
            return
        for row in plan.usual:
            if row.level2 == level2 and (far or row.rank > Rank.FILLER) and table.add(row):
                wanted -= 1
                break


def _common(level2: str, name: str, plans: tuple[TaskPlan, ...], note: str) -> Candidate:
    return Candidate(
        level2=level2,
        name=name,
        operator=Operator.EQUAL,
        value="100",
        unit="%",
        passport=Provenance(kind=ProvenanceKind.LIBRARY, source="common"),
        confirm=True,
        tasks=tuple(plan.task.id for plan in plans),
        rank=Rank.NEEDED,
        note=note,
    )


def _planned(plans: tuple[TaskPlan, ...]) -> Candidate:
    return _common(
        QUANTITY,
        "年度重点任务计划完成率",
        plans,
        "实际完成任务数÷年度计划任务数×100%；佐证资料：年度工作计划、完成情况台账",
    )


def _accepted(plans: tuple[TaskPlan, ...]) -> Candidate:
    return _common(
        QUALITY,
        "年度任务成果验收合格率",
        plans,
        "验收（考核）合格任务数÷完成任务数×100%；佐证资料：验收或考核记录",
    )


def _on_time(plans: tuple[TaskPlan, ...]) -> Candidate:
    return _common(
        TIMELINESS,
        "年度重点任务按期完成率",
        plans,
        "按期完成任务数÷年度计划任务数×100%；佐证资料：年度工作计划、完成情况台账",
    )


def _benefits(table: _Table, plans: tuple[TaskPlan, ...]) -> None:
    """Effects that can be attributed; two, or three for a unit with many tasks."""
    wanted = (3 if len(plans) >= 6 else 2) - table.count(*BENEFITS)
    for least in (Rank.USUAL, Rank.FILLER):
        # What is known of the trade at large stands in only where the tasks have no effect of
        # their own that is known.
        if least == Rank.USUAL or not table.count(*BENEFITS):
            wanted -= _take_benefits(table, plans, wanted, least)
    if not table.count(*BENEFITS):
        table.add(_attributable(plans))


def _take_benefits(table: _Table, plans: tuple[TaskPlan, ...], wanted: int, least: int) -> int:
    """Effects of the tasks, one a task; how many were taken."""
    taken = 0
    for plan in sorted(plans, key=lambda plan: plan.is_catch_all or plan.is_payroll):
        if taken >= wanted:
            break
        for row in plan.usual:
            usable = row.level2 in BENEFITS and row.rank >= least and not plan.is_payroll
            if usable and table.add(row):
                taken += 1
                break
    return taken


# What comes of work of a kind, where the library knows no effect of this very work. {} stands for
# the work in the task's own words.
_EFFECTS = (
    (
        re.compile(r"培训|轮训|讲座|研修"),
        ("{}内容实际应用率", Operator.AT_LEAST, "80"),
        "回访中已应用所学的人数÷回访人数×100%；佐证资料：训后回访表",
    ),
    (
        re.compile(r"新建|改建|扩建|改造|购置|采购|安装|配备|修缮|更新|加固|建设"),
        ("{}后正常使用率", Operator.EQUAL, "100"),
        "正常使用的数量÷完成数量×100%；佐证资料：验收、移交和使用记录",
    ),
    (
        re.compile(r"发放|补助|补贴|救助|资助|慰问|奖励"),
        ("受助对象政策知晓率", Operator.AT_LEAST, "90"),
        "知晓政策的受访人数÷有效受访人数×100%；佐证资料：问卷及汇总表",
    ),
    (
        re.compile(r"宣传|宣讲|普法|科普|展览|展演|演出"),
        ("{}内容知晓率", Operator.AT_LEAST, "85"),
        "知晓宣传内容的受访人数÷有效受访人数×100%；佐证资料：问卷及汇总表",
    ),
    (
        re.compile(r"执法|巡查|排查|抽查|整治|(?:安全|监督|专项)检查|检查(?:企业|单位|场所)"),
        ("{}同类问题重复发生率", Operator.AT_MOST, "5"),
        "重复发生的问题数÷已整改问题数×100%；佐证资料：问题台账、复查记录",
    ),
)


# The same for kinds of work whose effect is further from it.
_EFFECTS_BESIDE = (
    (
        re.compile(r"调解|化解|仲裁|信访|纠纷"),
        ("办结矛盾纠纷重复发生率", Operator.AT_MOST, "5"),
        "办结后重复发生的纠纷件数÷办结件数×100%；佐证资料：纠纷台账、回访记录",
    ),
    (
        re.compile(r"规划|方案|调研|课题|报告|评审|评估|普查|统计|调查|资料"),
        ("{}成果采用率", Operator.AT_LEAST, "80"),
        "被采用的成果数÷提交成果数×100%；佐证资料：采用证明、批示或发文",
    ),
    (
        re.compile(r"监测|检测|预报|预警|测报|观测"),
        ("监测预警信息采用率", Operator.AT_LEAST, "90"),
        "被采用的信息条数÷发布信息条数×100%；佐证资料：信息发布记录、采用反馈",
    ),
    (
        re.compile(r"养护|管护|维护|运维|保洁|清运|清淤|疏浚|治理|防治"),
        ("{}后同类问题重复发生率", Operator.AT_MOST, "5"),
        "重复发生的问题数÷已处理问题数×100%；佐证资料：问题台账、复查记录",
    ),
    (
        re.compile(r"招商|引进|扶持|培育|孵化|创业|产业|合作社"),
        ("扶持主体正常经营率", Operator.AT_LEAST, "90"),
        "正常经营的主体数÷扶持主体总数×100%；佐证资料：年报公示、走访记录",
    ),
    (
        re.compile(r"审批|办理|受理|登记|窗口|办证"),
        ("办理事项一次办结率", Operator.AT_LEAST, "90"),
        "一次办结的事项件数÷办结事项总件数×100%；佐证资料：业务系统记录",
    ),
)


def _attributable(plans: tuple[TaskPlan, ...]) -> Candidate:
    """An effect that the work itself has and that a register proves."""
    for pattern, (name, operator, value), note in _EFFECTS:
        about = tuple(plan for plan in plans if pattern.search(plan.activity))
        if about:
            row = _common(SOCIAL, _effect_name(name, about[0].activity, pattern), about[:1], note)
            return row.model_copy(update={"operator": operator, "value": value})
    for pattern, (name, operator, value), note in (*_EFFECTS, *_EFFECTS_BESIDE):
        about = tuple(plan for plan in plans if pattern.search(plan.text))
        if about and not (about[0].is_payroll or about[0].is_catch_all):
            row = _common(SOCIAL, _effect_name(name, about[0].activity, pattern), about[:1], note)
            return row.model_copy(update={"operator": operator, "value": value})
    who = next((people for people, _ in most_served(plans)), "办事群众")
    row = _common(
        SOCIAL,
        f"{who}有效投诉办结率"[:25],
        plans,
        "办结的有效投诉件数÷有效投诉总件数×100%；佐证资料：投诉受理台账、办结回复",
    )
    return row


def _effect_name(name: str, activity: str, work: re.Pattern[str]) -> str:
    """The name of an effect with the work that has it: 反诈宣传内容知晓率."""
    if "{}" not in name:
        return name
    metric = name.removeprefix("{}")
    base = noun_first(re.sub(r"(?:面积|里程|长度|数量|(?:共|覆盖|惠及|受益).*)$", "", activity))
    last = list(work.finditer(base))[-1:]
    cut = base[: last[0].end()] if last and last[0].start() >= 2 else base
    return fit(cut, metric)


def _satisfaction(table: _Table, plans: tuple[TaskPlan, ...]) -> None:
    """The people whom the tasks really serve, at 90 % until the unit says otherwise."""
    wanted = (2 if len(plans) >= 5 else 1) - table.count(SATISFACTION)
    served = most_served(plans, table.unit)
    table.rows = [_whose(row, served) for row in table.rows]
    known = next((who for who, _ in served if re.fullmatch(r".+群众", who)), "受益群众")
    # A second group only where the tasks name it: a reviewer asks who they are otherwise.
    named = [item for item in served[1:] if any(is_named(item[0], plan.text) for plan in plans)]
    for who, tasks in [*served[:1], *named][: max(0, wanted)]:
        table.add(satisfaction_row(known if _ANYBODY.fullmatch(who) else who, tasks))
    if not table.count(SATISFACTION):
        table.add(satisfaction_row("办事群众", tuple(plan.task.id for plan in plans)))


_ANYBODY = re.compile(r"(?:服务对象|群众|公众|社会公众|人民群众)?")


def _whose(row: Candidate, served: Sequence[tuple[str, tuple[str, ...]]]) -> Candidate:
    """The unit's own 群众满意率 with the people whom those tasks serve."""
    match = re.fullmatch(r"(?P<who>.*?)(?P<rate>满意[率度])", row.name)
    if row.level2 != SATISFACTION or match is None or not _ANYBODY.fullmatch(match["who"]):
        return row
    known = [who for who, tasks in served if set(tasks) & set(row.tasks) or not row.tasks]
    if match["who"].endswith(("群众", "公众")):
        # The unit means the public; only which public is said more nearly.
        who = next((one for one in known if re.fullmatch(r".+群众", one)), "受益群众")
    else:
        who = next((one for one in known if not _ANYBODY.fullmatch(one)), match["who"])
    return row.model_copy(update={"name": who + match["rate"]})


_MINORS = re.compile(r"(?:儿童|幼儿|婴幼儿|孤儿)$")
_IN_CARE = re.compile(r"留守|困境|孤儿")


def satisfaction_row(who: str, tasks: tuple[str, ...]) -> Candidate:
    """How many of those served are satisfied."""
    who = who.removesuffix("满意度")
    if _MINORS.search(who):
        # Small children are asked through those who care for them.
        who += "监护人" if _IN_CARE.match(who) else "家长"
    return Candidate(
        level2=SATISFACTION,
        name=f"{who}满意度",
        operator=Operator.AT_LEAST,
        value="90",
        unit="%",
        passport=Provenance(kind=ProvenanceKind.LIBRARY, source="common"),
        confirm=True,
        tasks=tasks,
        rank=Rank.NEEDED,
        note="评价满意的受访人数÷有效受访人数×100%；佐证资料：满意度问卷及汇总表",
    )


def _fill(table: _Table, plans: tuple[TaskPlan, ...]) -> None:
    """More usual rows while the table is shorter than a reviewer expects."""
    for level2 in (QUALITY, TIMELINESS, *BENEFITS, QUALITY, TIMELINESS, *BENEFITS):
        if len(table.rows) >= MIN_ROWS:
            return
        _take(table, plans, level2, 1)
