"""Cost rows with a ceiling, from the money that the form or a task gives."""

from decimal import Decimal

from assistant.domain.indicator import Operator
from assistant.domain.provenance import Provenance, ProvenanceKind
from assistant.domain.target import AnnualTask, CurrencyUnit, Funding, PerformanceTarget, TargetKind
from assistant.drafting.candidates import COST, Candidate, Rank
from assistant.drafting.naming import fit
from assistant.drafting.plan import TaskPlan
from assistant.drafting.stated import FULL
from assistant.drafting.wording import contains_any
from assistant.validators.totals import plain

_IN_YUAN = {"元": 1, "百元": 100, "千元": 1000, "万元": 10_000, "亿元": 100_000_000}
_NEEDS_COST = ("工程", "修缮", "购置", "采购", "维修", "改造", "新建", "扩建", "建设")


def in_yuan(value: str, unit: str) -> Decimal | None:
    """An amount in yuan, or None where the unit is no plain amount of money."""
    factor = _IN_YUAN.get(unit)
    try:
        return None if factor is None else Decimal(value) * factor
    except ArithmeticError:
        return None


def total_in_yuan(funding: Funding | None) -> Decimal | None:
    """All the money of the form in yuan, where it is printed."""
    if funding is None or funding.total is None or funding.total <= 0:
        return None
    return funding.total * _IN_YUAN[funding.currency_unit.value]


def exceeds_budget(row: Candidate, funding: Funding | None) -> bool:
    """Whether a cost row allows more than the form's whole budget."""
    limit, amount = total_in_yuan(funding), in_yuan(row.value, row.unit)
    return limit is not None and amount is not None and amount > limit


def cost_rows(
    target: PerformanceTarget, plans: tuple[TaskPlan, ...], *, stated: bool = False
) -> list[Candidate]:
    """Ceilings for projects and tasks whose money is known; a ratio where it must not be left.

    Args:
        target: the form.
        plans: its tasks.
        stated: True where the tasks' own words already give a ceiling.
    """
    rows = [_project_row(target, plans)] if _project_money(target.funding) else []
    rows.extend(
        _task_row(plan.task, plan.activity, target.funding)
        for plan in plans
        if plan.task.amount is not None and plan.task.amount > 0 and not plan.is_payroll
    )
    if stated or rows:
        return rows
    if _total_only(target):
        rows.append(_total_row(target, plans))
    elif must_have_cost(target, plans):
        rows.append(ratio_row(plans))
    return rows


def _project_money(funding: Funding | None) -> Decimal | None:
    total = funding.project.total if funding else None
    return total if total and total > 0 else None


def _total_only(target: PerformanceTarget) -> bool:
    return total_in_yuan(target.funding) is not None


def _currency(funding: Funding | None) -> str:
    return (funding.currency_unit if funding else CurrencyUnit.YUAN).value


def _ceiling(
    name: str, amount: Decimal, funding: Funding | None, source: str, tasks: tuple[str, ...]
) -> Candidate:
    return Candidate(
        level2=COST,
        name=name,
        operator=Operator.AT_MOST,
        value=plain(amount),
        unit=_currency(funding),
        passport=Provenance(kind=ProvenanceKind.DERIVED, source=source, quote=format(amount, "f")),
        tasks=tasks,
        importance=3,
        rank=Rank.NEEDED,
        note="佐证资料：预算批复、支出明细账",
    )


def _project_row(target: PerformanceTarget, plans: tuple[TaskPlan, ...]) -> Candidate:
    amount = _project_money(target.funding)
    assert amount is not None
    tasks = tuple(plan.task.id for plan in plans if not plan.is_payroll and not plan.is_catch_all)
    name = "项目支出成本控制数"
    return _ceiling(name, amount, target.funding, "funding.project", tasks)


def _total_row(target: PerformanceTarget, plans: tuple[TaskPlan, ...]) -> Candidate:
    funding = target.funding
    assert funding is not None and funding.total is not None
    tasks = tuple(plan.task.id for plan in plans)
    return _ceiling("年度预算支出成本控制数", funding.total, funding, "funding", tasks)


def _task_row(task: AnnualTask, activity: str, funding: Funding | None) -> Candidate:
    assert task.amount is not None
    name = fit(activity or "该项任务", "成本控制数")
    return _ceiling(name, task.amount, funding, task.id, (task.id,))


def must_have_cost(target: PerformanceTarget, plans: tuple[TaskPlan, ...]) -> bool:
    """True for building, repairing and buying projects, which must control what they cost."""
    texts = [target.project or "", *(plan.text for plan in plans)]
    works = any(contains_any(text, _NEEDS_COST) for text in texts)
    return bool(plans) and works and (target.kind is TargetKind.PROJECT or bool(target.project))


def ratio_row(plans: tuple[TaskPlan, ...]) -> Candidate:
    """What was spent of the budget, at most all of it, where no amount is known."""
    works = [plan for plan in plans if contains_any(plan.text, _NEEDS_COST)] or list(plans)
    name = fit(works[0].activity or "项目", "实际支出占预算比例")
    return Candidate(
        level2=COST,
        name=name,
        operator=Operator.AT_MOST,
        value=FULL,
        unit="%",
        passport=Provenance(kind=ProvenanceKind.LIBRARY, source="common"),
        confirm=True,
        tasks=tuple(plan.task.id for plan in works),
        rank=Rank.NEEDED,
        note="项目实际支出÷批复预算×100%；佐证资料：预算批复、决算或审计报告",
    )
