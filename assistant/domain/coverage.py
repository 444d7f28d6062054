"""Which task, promise and money is measured by which row."""

from assistant.domain.frozen import Frozen
from assistant.domain.indicator import ExactDecimal
from assistant.domain.target import PerformanceTarget


class CoveredTask(Frozen):
    """One annual task.

    Attributes:
        id: task id.
        name: its name, or its content where it has none.
        amount: money for it, in the form's currency unit, where the form says so.
        rows: ids of the rows that measure it.
        catch_all: it asks for everything, so that nothing can be asked of it.
    """

    id: str
    name: str
    amount: ExactDecimal | None = None
    rows: tuple[str, ...] = ()
    catch_all: bool = False


class CoveredPromise(Frozen):
    """One clause of the overall goal that promises something.

    Attributes:
        text: the clause.
        rows: ids of the rows that measure it.
    """

    text: str
    rows: tuple[str, ...] = ()


class CoveredMoney(Frozen):
    """One block of the budget.

    Attributes:
        name: 基本支出 or 项目支出, or the task that the form gives an amount for.
        amount: in the form's currency unit.
        share: of the total, 0 to 1.
        measured: some row that is no catch-all is about it.
    """

    name: str
    amount: ExactDecimal
    share: float
    measured: bool


class CoverageMap(Frozen):
    """Tasks, promises and money of one table beside its rows; catch-alls are no evidence.

    Attributes:
        target: the table.
        tasks: every task.
        promises: every clause of the goal that a row measures or that rule R04 misses one for.
        money: the budget by block.
        catch_alls: rows that promise everything.
        loose: rows that measure no task and no promise.
    """

    target: PerformanceTarget
    tasks: tuple[CoveredTask, ...] = ()
    promises: tuple[CoveredPromise, ...] = ()
    money: tuple[CoveredMoney, ...] = ()
    catch_alls: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()

    @property
    def unmeasured_share(self) -> float | None:
        """The share of the money that no row measures, or None where the form has no amounts."""
        if not self.money:
            return None
        return round(sum(block.share for block in self.money if not block.measured), 4)
