"""What is wrong with the way findings were set aside: waivers and baselines that no longer hold.

Notices have codes and pages like rules, so that `assistant rules N01` explains them, but they look
at the review rather than at the table and are not part of the catalogue.
"""

from collections.abc import Iterator

from assistant.domain.finding import Severity
from assistant.messages import Message
from assistant.validators.base import Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.policy import EXPERIENCE


class Notice(Rule, abstract=True):
    """A rule about the review itself; it finds nothing in a table."""

    judges_tables = False
    severity = Severity.WARNING
    head = None
    basis = (EXPERIENCE,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        """Nothing: notices are made where waivers and baselines are applied."""
        return iter(())


class N01(Notice):
    """豁免没有对应的问题，应当删除。

    **为什么** 留着不用的豁免，将来会不声不响地放过新问题。
    **错例** 第 3 行已改好，仍留着对 M01 的豁免
    **正例** 问题解决后删除豁免
    **何时不报** 被豁免的规则这次没有运行或无法判断；清单里写给别的表的豁免。
    **In English** A waiver covers no finding and should be removed.
    """  # noqa: D415 - a Chinese sentence ends in a full-width mark

    name = "unused-waiver"
    title = Message(zh="豁免未用上", en="Unused waiver")


class N02(Notice):
    """豁免已经过期，问题重新计入。

    **为什么** 豁免是限期的承诺，到期仍未解决就要重新面对。
    **错例** 豁免到 2023-12-31 止，今天已是 2024 年
    **正例** 重新审批并写明新的期限，或改好问题
    **何时不报** 没有写期限的豁免；到期当天。
    **In English** A waiver has expired, so its finding counts again.
    """  # noqa: D415 - a Chinese sentence ends in a full-width mark

    name = "expired-waiver"
    title = Message(zh="豁免已过期", en="Expired waiver")


class N03(Notice):
    """豁免缺少批准人或理由，期限写得不对，或所指的规则不存在，不生效。

    **为什么** 没有人和理由的豁免无从追责。
    **错例** 豁免 M01，理由空白
    **正例** 豁免 M01，张三：平台只能选“好坏”，已在说明中写明分档标准，至 2024-12-31
    **何时不报** 批准人、理由齐全，期限为空或形如 2024-12-31。
    **In English** A waiver lacks who or why, its date cannot be read, or it names no rule, so it
    does not hold.
    """  # noqa: D415 - a Chinese sentence ends in a full-width mark

    name = "invalid-waiver"
    title = Message(zh="豁免不成立", en="Invalid waiver")


class N04(Notice):
    """基线里的问题已经不存在，基线应当更新。

    **为什么** 过时的基线会把同样的问题再次出现时当作旧账放过。
    **错例** 去年的表里有、今年已改好的问题仍留在基线里
    **正例** 用本次审核结果更新基线
    **何时不报** 基线里的问题都还在或已豁免；相应的规则这次没有运行或无法检查。
    **In English** The baseline holds findings that are gone; refresh it.
    """  # noqa: D415 - a Chinese sentence ends in a full-width mark

    name = "stale-baseline"
    title = Message(zh="基线过时", en="Stale baseline")


NOTICES: tuple[Rule, ...] = (N01(), N02(), N03(), N04())
"""All notices, in the order of their codes."""
