from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.domain.profile import Scheme
from assistant.messages import Message
from assistant.validators.base import NotApplicable, Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.levels import Level1, Level2, Spelling
from assistant.validators.policy import CIRCULAR_101

_MIXED = Message(
    zh="同一张表既有一级“成本指标”（2021年口径），又有“可持续影响指标”（2015年口径），请确认本地采用哪一套。",
    en="The form has both level-1 cost (2021 scheme) and sustainable impact (2015 scheme); confirm "
    "which one applies here.",
)


class T06(Rule):
    """同一张表混用 2015 年和 2021 年两套指标目录。

    **为什么** 两套目录的类别和权重结构不同，混用时同类内容会出现在两处，汇总口径不一。
    **错例** 既有“成本指标 · 经济成本指标”，又有“效益指标 · 可持续影响指标”
    **正例** 全表采用同一套目录
    **何时不报** 地方口径（很多省份本来就两者并用）。
    **In English** The form mixes the 2015 and the 2021 catalogue of classes.
    """

    name = "mixed-schemes"
    title = Message(zh="新旧口径混用", en="Mixed schemes")
    severity = Severity.INFO
    head = Head.COMPLETENESS
    basis = (CIRCULAR_101,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        if ctx.profile.scheme is Scheme.LOCAL:
            yield NotApplicable()
            return
        cost = next((row for row in ctx.rows if row.level1 is Level1.COST), None)
        impact = [row for row in ctx.rows if row.level2 is Level2.SUSTAINABLE_IMPACT]
        if cost is not None and impact:
            # Said once, on the row that has the catalogue's own name where there is one.
            row = min(impact, key=lambda row: row.level2_spelling is not Spelling.EXACT)
            evidence = f"{cost.indicator.level1} / {row.indicator.level2}"
            yield self.finding(ctx, _MIXED, row, field="level2", evidence=evidence)
