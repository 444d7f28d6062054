from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.messages import Message
from assistant.validators.base import Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.levels import Level1, Level2
from assistant.validators.policy import CIRCULAR_101, FORM_GUIDE
from assistant.validators.rows import Row
from assistant.validators.wording import phrases

_INPUT = Message(
    zh="“{words}”是投入或管理过程，不是产出或效果。请改为办成了什么事、达到什么效果。",
    en="'{words}' is an input or a matter of management, not a result. Say what was achieved.",
)
_SELF = Message(
    zh="“{words}”是本单位职工自身的待遇，不是履职产生的效益。请改为服务对象得到的效果。",
    en="'{words}' benefits the unit's own staff; name the effect on those who are served.",
)


class T08(Rule):
    """把投入、管理过程或本单位自身的待遇当作产出或效益。

    **为什么** 资金投入、到位率、制度健全是做事的条件，职工收入是本单位的成本，都不能说明办成了什么。
    **错例** 社会效益：增加职工收入；数量指标：项目资金投入
    **正例** 社会效益：全县学科合格率提升≥2个百分点
    **何时不报** 帮扶、就业一类项目里村民、群众、企业职工的增收；“保障在职人数”一类人员经费的产出；可持续影响里的长效机制、管护制度；成本指标；满意度指标。
    **In English** An input, a matter of management or a benefit to the unit's own staff is offered as a result.
    """

    name = "input-as-result"
    title = Message(zh="投入或自身受益当效果", en="Input or self-benefit as a result")
    severity = Severity.WARNING
    head = Head.RELEVANCE
    basis = (FORM_GUIDE, CIRCULAR_101)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        for row in ctx.rows:
            found = _judge(row)
            if found is not None:
                message, words = found
                yield self.finding(
                    ctx, message, row, field="name", evidence=row.indicator.name, words=words
                )


def _judge(row: Row) -> tuple[Message, str] | None:
    if row.level1 in (Level1.COST, Level1.SATISFACTION) or not row.name:
        return None
    if found := phrases("levels.inputs").find(row.name):
        # That rules of upkeep stay in force is what a lasting effect may consist in.
        return None if _lasts(row) else (_INPUT, found)
    if row.level1 is Level1.BENEFIT and (found := phrases("levels.self_benefit").find(row.name)):
        return _SELF, found
    return None


def _lasts(row: Row) -> bool:
    return row.level2 is Level2.SUSTAINABLE_IMPACT and ("机制" in row.name or "制度" in row.name)
