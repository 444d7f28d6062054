from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.messages import Message
from assistant.validators.base import NotApplicable, Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.coverage import figures
from assistant.validators.facts_names import CatchAll
from assistant.validators.levels import Level1, Level2
from assistant.validators.likeness import PairIndex, clauses, containment, topic
from assistant.validators.policy import CIRCULAR_88
from assistant.validators.rows import Row
from assistant.validators.wording import words

_ORPHAN = Message(
    zh="产出指标“{name}”在年度主要任务里找不到来源。请在任务中补上这项工作，或删去该指标。",
    en="No annual task mentions the output '{name}'. Add the work to the tasks or drop the row.",
)
_SHORTEST = 4
_PART = 0.6
"""Share of a task's clause inside a name from which the name is about that task."""


class R02(Rule):
    """产出指标在年度任务里找不到来源。

    **为什么** 产出来自任务。任务里没有的产出，可能是照抄往年或别处的表，也可能是任务漏写了。
    **错例** 任务中没有优质课评选，指标却有“精心开展优质课评选活动 ≥ 120”
    **正例** 任务里写明“组织优质课评选”，指标写“优质课评选节数”
    **何时不报** 表中没有任务；质量、时效指标（随数量指标而来），在职人员、公用经费等基本支出，和通用名称（设备购置数量、资金支付次数）；名称太短无从比较；数字与任务相同；注明了对应任务的行；兜底指标（M05）。
    **In English** An output that no annual task mentions.
    """

    name = "orphan-indicator"
    title = Message(zh="指标无任务", en="Indicator without task")
    severity = Severity.INFO
    head = Head.RELEVANCE
    basis = (CIRCULAR_88,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        texts = [task.text for task in ctx.target.tasks if task.text]
        if not texts:
            yield NotApplicable()
            return
        index = PairIndex([topic(text) for text in texts])
        parts = [part for text in texts for part in map(topic, clauses(text)) if len(part) > 3]
        known = frozenset().union(*map(figures, texts))
        for row in ctx.rows:
            core = _judged(ctx, row)
            if core is None or index.best(core) >= ctx.profile.similarity.cover:
                continue
            same_figure = row.number is not None and figures(f"{row.value}{row.unit}") & known
            if same_figure or any(containment(part, core) >= _PART for part in parts):
                continue
            name = ctx.facts(row).name.core
            yield self.finding(ctx, _ORPHAN, row, field="name", evidence=name, name=name)


def _judged(ctx: RuleContext, row: Row) -> str | None:
    """The topic of a row that must come from a task, or None."""
    if row.level1 is not Level1.OUTPUT or row.level2 is not Level2.QUANTITY:
        return None
    if row.indicator.tasks:
        return None
    if ctx.facts(row).name.catch_all is CatchAll.WHOLE:
        return None
    name = ctx.facts(row).name
    if words("tasks.running_costs").find(name.bare):
        return None
    # What is counted is no topic: 养护里程 and 养护次数 are both about 养护.
    core = topic(name.bare.removesuffix(name.head_word))
    return core if len(words("tasks.any_work").drop(core)) >= _SHORTEST else None
