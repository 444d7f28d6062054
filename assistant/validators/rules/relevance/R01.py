from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.messages import Message
from assistant.validators.base import NotApplicable, Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.coverage import is_catch_all_task
from assistant.validators.policy import CIRCULAR_88

_UNCOVERED = Message(
    zh="任务“{task}”没有对应的绩效指标，做没做、做得怎样都看不出来。请为它补一条指标，如工作量、完成率或按期情况。",
    en="No indicator stands for the task '{task}', so nobody can tell whether it was done. Add "
    "one: a count, a completion rate or a deadline.",
)


class R01(Rule):
    """年度任务没有对应的指标。

    **为什么** 指标是用来检验任务的。任务列了、钱花了，却没有指标，等于不考核。
    **错例** 任务“人员经费保障：保障教职工、遗属人员工资发放”，指标里没有一条涉及工资
    **正例** 工资按时足额发放率 · = · 100 · %
    **何时不报** 任务内容的任何一句与某条指标的用词重合达到口径规定的比例，或数字相同；任务本身是兜底的（完成上级交办的各项工作）；指标上已注明对应的任务；表中没有任务。兜底指标不能算作证据，口号里个别词相同也不算。
    **In English** An annual task that no indicator stands for.
    """

    name = "uncovered-task"
    title = Message(zh="任务无指标", en="Task without indicator")
    severity = Severity.WARNING
    head = Head.RELEVANCE
    basis = (CIRCULAR_88,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        tasks = [task for task in ctx.target.tasks if task.text and not is_catch_all_task(task)]
        if not tasks or not ctx.rows:
            yield NotApplicable()
            return
        for task in tasks:
            if not ctx.evidence.covers_task(task):
                yield self.finding(
                    ctx, _UNCOVERED,
                    field="tasks", evidence=f"{task.id} {task.text}",
                    task=task.name or task.content,
                )  # fmt: skip
