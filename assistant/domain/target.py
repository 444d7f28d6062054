"""A whole form: the performance target table of a unit or a project (预算绩效目标表).

Source: the form of 财预〔2021〕101号 and its provincial versions (layouts as published; the
circular's wording is not verified).
"""

from enum import StrEnum

from pydantic import Field

from assistant.domain.frozen import Frozen
from assistant.domain.indicator import ExactDecimal, Indicator
from assistant.domain.provenance import ProvenanceKind
from assistant.domain.waiver import Waiver


class TargetKind(StrEnum):
    """What the table covers."""

    WHOLE_UNIT = "整体支出"
    """All spending of a unit."""
    PROJECT = "项目支出"
    """One project."""


class CurrencyUnit(StrEnum):
    """The unit in which a form prints its amounts."""

    YUAN = "元"
    TEN_THOUSAND_YUAN = "万元"


class Unit(Frozen):
    """The budget unit (预算单位).

    Attributes:
        code: budget code as printed (``205``), if any.
        name: name as printed, without the code.
    """

    code: str | None = None
    name: str | None = None


class FundingSources(Frozen):
    """One block of amounts by source, in the form's currency unit; a blank cell is None.

    Attributes:
        total: 合计.
        fiscal: 财政拨款.
        special_account: 专户资金.
        own: 单位资金 or 其他资金.
    """

    total: ExactDecimal | None = None
    fiscal: ExactDecimal | None = None
    special_account: ExactDecimal | None = None
    own: ExactDecimal | None = None


class Funding(Frozen):
    """总体资金情况: the money behind the targets.

    Attributes:
        currency_unit: unit of every amount in the form.
        total: 预算支出总额.
        basic: 基本支出 by source.
        project: 项目支出 by source.
    """

    currency_unit: CurrencyUnit = CurrencyUnit.YUAN
    total: ExactDecimal | None = None
    basic: FundingSources = FundingSources()
    project: FundingSources = FundingSources()


class AnnualTask(Frozen):
    """One of the 年度主要任务.

    Attributes:
        id: ``T1``, ``T2`` … in print order.
        name: 任务名称.
        content: 主要内容.
        amount: money for this task in the form's currency unit, where the form has the column.
    """

    id: str
    name: str | None = None
    content: str | None = None
    amount: ExactDecimal | None = None

    @property
    def text(self) -> str:
        """Name and content as one sentence, the name left out where the content repeats it."""
        if not self.name or (self.content and self.name in self.content):
            return self.content or ""
        return f"{self.name}：{self.content}" if self.content else self.name


class Problem(Frozen):
    """Something doubtful that reading the document left open (code ``E01`` or ``E02``).

    Attributes:
        code: the extraction rule that reports it.
        indicator: id of the row concerned, or None for the document.
        message: what was seen and what is supposed, for a person to check, in Chinese.
        english: the same in English, where the reader of the file wrote it.
        evidence: the cells as printed.
    """

    code: str
    indicator: str | None = None
    message: str
    english: str | None = None
    evidence: str | None = None


class PerformanceTarget(Frozen):
    """One performance target table.

    Attributes:
        unit: the budget unit.
        year: budget year.
        kind: whole unit or project, where the form says so.
        project: 项目名称 of a project form.
        status: state of approval as printed.
        funding: 资金, or None where the document has none.
        tasks: 年度主要任务 in print order.
        goal: 整体绩效目标 or 年度目标, line breaks removed.
        notes: 其他说明.
        indicators: the rows in print order.
        problems: what a person should check against the original.
        waivers: findings that a person has accepted, which every review respects.
    """

    unit: Unit = Unit()
    year: int | None = None
    kind: TargetKind | None = None
    project: str | None = None
    status: str | None = None
    funding: Funding | None = None
    tasks: tuple[AnnualTask, ...] = ()
    goal: str | None = None
    notes: str | None = None
    indicators: tuple[Indicator, ...] = ()
    problems: tuple[Problem, ...] = ()
    waivers: tuple[Waiver, ...] = ()

    @property
    def drafted(self) -> bool:
        """Whether some value was proposed to the unit; what people typed themselves is no draft."""
        return any(
            passport.kind is not ProvenanceKind.USER
            for row in self.indicators
            for passport in row.provenance.values()
        )

    def indicator(self, indicator_id: str) -> Indicator:
        """The row with this id.

        Raises:
            KeyError: there is no such row.
        """
        for row in self.indicators:
            if row.id == indicator_id:
                return row
        raise KeyError(indicator_id)

    def task(self, task_id: str) -> AnnualTask:
        """The annual task with this id.

        Raises:
            KeyError: there is no such task.
        """
        for task in self.tasks:
            if task.id == task_id:
                return task
        raise KeyError(task_id)


SCHEMA = "assistant/target/1"
"""Name and version of the JSON that `parse` prints and every command reads back."""


class TargetDocument(Frozen):
    """What one file holds: a sheet may carry several projects.

    Attributes:
        schema_name: always `SCHEMA`; the key in JSON is ``schema``.
        targets: the tables found, in print order.
    """

    schema_name: str = Field(default=SCHEMA, alias="schema")
    targets: tuple[PerformanceTarget, ...]
