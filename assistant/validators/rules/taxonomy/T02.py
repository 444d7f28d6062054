from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.domain.profile import Scheme
from assistant.messages import Message
from assistant.validators.base import Result, Rule, safe, set_field
from assistant.validators.context import RuleContext
from assistant.validators.levels import Level2, Spelling, bare_level, read_level1
from assistant.validators.policy import CIRCULAR_101

_ALIAS = Message(
    zh="二级指标“{printed}”的规范名称是“{level}”，建议统一。",
    en="The standard name of level 2 '{printed}' is '{level}'; use it.",
)
_UNKNOWN = Message(
    zh="二级指标“{printed}”不在规定的名称之内（数量、质量、时效，经济、社会、生态效益，服务对象满意度，"
    "经济、社会、生态环境成本等），请改填所属的二级指标。",
    en="Level 2 '{printed}' is not in the catalogue; choose the class that the row belongs to.",
)
_NOT_IN_SCHEME = Message(
    zh="“{printed}”不在本地采用的口径之内，请归入效益类的其他二级指标，或确认本地仍保留该类。",
    en="'{printed}' is not in the scheme used here; move the row to another benefit class, or "
    "confirm that the class is kept locally.",
)


class T02(Rule):
    """二级指标名称不在规定的目录之内，或用了别名。

    **为什么** 二级指标名称统一，才能按类汇总、比较和查漏；自拟名称让人看不出它要衡量哪一方面。
    **错例** 可持续发展指标；制度指标
    **正例** 可持续影响指标；质量指标
    **何时不报** 本栏为空（由 F02 报告）；2015 年口径和地方口径下的“可持续影响指标”；名称后括注分值或说明；发改投资计划表把“产出指标”列作二级。别名只作提示。
    **In English** The level-2 name is not in the catalogue, or is another name for one that is.
    """

    name = "level-2-name"
    title = Message(zh="二级指标名", en="Level-2 name")
    severity = Severity.WARNING
    head = Head.COMPLETENESS
    basis = (CIRCULAR_101,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        national = ctx.profile.scheme is Scheme.NATIONAL_2021
        for row in ctx.rows:
            printed = row.indicator.level2
            if not printed:
                continue
            if row.level2 is None:
                if bare_level(printed) and read_level1(printed) is None:
                    yield self.finding(
                        ctx, _UNKNOWN, row, field="level2", evidence=printed, printed=printed
                    )
            elif national and row.level2 is Level2.SUSTAINABLE_IMPACT:
                yield self.finding(
                    ctx, _NOT_IN_SCHEME, row, field="level2", evidence=printed, printed=printed
                )
            elif row.level2_spelling is not Spelling.EXACT:
                yield self.finding(
                    ctx, _ALIAS, row,
                    field="level2", evidence=printed, severity=Severity.INFO,
                    fix=safe(set_field(row, "level2", row.level2)),
                    printed=printed, level=row.level2,
                )  # fmt: skip
