from collections.abc import Iterator

from assistant.domain.finding import Severity
from assistant.messages import Message
from assistant.validators.base import Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.policy import DATA_QUALITY
from assistant.validators.problems import told

_DOUBTFUL = Message(
    zh="先核对原件：{what}。核对之前，本行的指标值、方向和权重不作判断。",
    en="Check the original first: {what}. Until then this row's value, direction and weight are "
    "not judged.",
)
_DOUBTFUL_TABLE = Message(zh="先核对原件：{what}。", en="Check the original first: {what}.")


class E01(Rule):
    """读表时有栏目错位、截断或可能认错的数字，需先核对原件。

    **为什么** 表是扫描件或换页断开时，读出来的可能不是单位填的；先核对，不冤枉。
    **错例** 三级指标出现在第一栏，指标值与权重可能互换
    **正例** 每一格都认得出是哪一栏的内容
    **何时不报** 整列平移但每一格都认得出的行；电子表格直接读取、没有疑点的行。
    **In English** A cell was misplaced, cut or possibly misread; check the original first.
    """

    name = "doubtful-row"
    title = Message(zh="行错位·截断", en="Doubtful row")
    severity = Severity.INFO
    head = None
    basis = (DATA_QUALITY,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        rows = {row.id: row for row in ctx.rows}
        for problem in ctx.target.problems:
            if problem.code == self.code:
                row = rows.get(problem.indicator or "")
                yield self.finding(
                    ctx, _DOUBTFUL if row else _DOUBTFUL_TABLE, row,
                    evidence=problem.evidence or "", what=told(problem, ctx.language),
                )  # fmt: skip
