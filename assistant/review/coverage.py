"""The coverage map: which row measures which task, which promise, which money."""

from decimal import Decimal

from assistant.domain.coverage import CoverageMap, CoveredMoney, CoveredPromise, CoveredTask
from assistant.domain.profile import Profile
from assistant.domain.target import AnnualTask, PerformanceTarget
from assistant.validators import review_target
from assistant.validators.context import RuleContext
from assistant.validators.coverage import Evidence, is_catch_all, is_catch_all_task
from assistant.validators.likeness import clauses, topic
from assistant.validators.rows import Row
from assistant.validators.wording import words

BASIC, PROJECT = "基本支出", "项目支出"
_SHORTEST = 4


def coverage_of(target: PerformanceTarget, profile: Profile) -> CoverageMap:
    """The map of one table, by the same evidence that the rules go by."""
    context = RuleContext(target, profile)
    cover = profile.similarity.cover
    alone = {row.id: Evidence((row,), cover) for row in context.rows}
    findings = review_target(target, profile, select=("R04",)).findings
    missed = [finding.evidence.split("；") for finding in findings]
    tasks = tuple(_task(task, alone) for task in target.tasks)
    promises = tuple(_promises(target, alone, {part for parts in missed for part in parts}))
    used = {row for task in tasks for row in task.rows}
    used |= {row for promise in promises for row in promise.rows}
    catch_alls = tuple(row.id for row in context.rows if is_catch_all(row.name))
    return CoverageMap(
        target=target,
        tasks=tasks,
        promises=promises,
        money=tuple(_money(target, tasks, context.rows)),
        catch_alls=catch_alls,
        loose=tuple(row.id for row in context.rows if row.id not in {*used, *catch_alls}),
    )


def _task(task: AnnualTask, alone: dict[str, Evidence]) -> CoveredTask:
    catch_all = is_catch_all_task(task)
    rows = () if catch_all else tuple(row for row, one in alone.items() if one.covers_task(task))
    return CoveredTask(
        id=task.id,
        name=task.name or task.content or task.id,
        amount=task.amount,
        rows=rows,
        catch_all=catch_all,
    )


def _promises(
    target: PerformanceTarget, alone: dict[str, Evidence], missed: set[str]
) -> list[CoveredPromise]:
    found = []
    for clause in clauses(target.goal or ""):
        if len(topic(clause)) < _SHORTEST:
            continue
        rows = tuple(row for row, one in alone.items() if one.covers_clause(clause))
        if clause in missed:
            found.append(CoveredPromise(text=clause))
        elif rows:
            found.append(CoveredPromise(text=clause, rows=rows))
    return found


def _money(
    target: PerformanceTarget,
    tasks: tuple[CoveredTask, ...],
    rows: tuple[Row, ...],
) -> list[CoveredMoney]:
    """The budget by task where the form says so, else by basic and project spending."""
    funding = target.funding
    total = funding.total if funding else None
    if funding is None or not total:
        return []
    told = [task for task in tasks if task.amount]
    if told:
        return [
            CoveredMoney(
                name=task.name,
                amount=task.amount or Decimal(0),
                share=float((task.amount or Decimal(0)) / total),
                measured=bool(task.rows),
            )
            for task in told
        ]
    running = words("tasks.running_costs")
    pays = any(running.find(row.name) for row in rows if not is_catch_all(row.name))
    works = any(task.rows for task in tasks if not words("tasks.basic_task").find(task.name))
    blocks = ((BASIC, funding.basic.total, pays), (PROJECT, funding.project.total, works))
    return [
        CoveredMoney(name=name, amount=amount, share=float(amount / total), measured=measured)
        for name, amount, measured in blocks
        if amount
    ]
