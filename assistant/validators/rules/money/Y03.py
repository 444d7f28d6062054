import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from assistant.domain.finding import Head, Severity
from assistant.domain.quantity import normalise
from assistant.domain.target import CurrencyUnit
from assistant.messages import Message
from assistant.validators.amounts import money
from assistant.validators.base import NotApplicable, Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.policy import ARITHMETIC
from assistant.validators.rows import Row
from assistant.validators.wording import words

_OVER = Message(
    zh="{where}写到“{text}”，超过预算支出总额 {total}{unit}，请核对金额或写明不是本年预算。",
    en="{where} says '{text}', above the total {total} {unit}. Check it, or say that it is not this "
    "year's budget.",
)
_SLIP = Message(
    zh="{where}写到“{text}”，与预算支出总额 {total}{unit} 恰好差一万倍，疑似元与万元写错，请核对。",
    en="{where} says '{text}', exactly ten thousand times off the total {total} {unit}: are yuan and "
    "10,000 yuan mixed up?",
)
_WHERE = {
    "goal": Message(zh="整体绩效目标", en="The overall goal"),
    "tasks": Message(zh="年度任务“{task}”", en="Task '{task}'"),
    "name": Message(zh="三级指标", en="The indicator name"),
}
_SCALE = {"元": 1, "千元": 1000, "万元": 10_000, "百万元": 1_000_000, "亿元": 100_000_000}
_AMOUNT = re.compile(
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(?P<unit>亿元|百万元|万元|千元|元)"
    r"(?!\s*(?:/|每|一))"
)
_CLAUSE = re.compile(r"[^,;。、!?\n]*$")
_TEN_THOUSAND = Decimal(10_000)


class _Amount(NamedTuple):
    """An amount in a text: as printed, in yuan, and the half clause before it."""

    text: str
    yuan: Decimal
    before: str
    slack: Decimal


class Y03(Rule):
    """目标、任务或指标名称里的金额超过预算总额，或与总额差一万倍。

    **为什么** 文字里的金额与预算表对不上，多半是元与万元混写，或抄了别处的数。
    **错例** 总额 2630574 元，目标写“统筹资金263.06元”
    **正例** 总额 2630574 元，目标写“统筹资金263.06万元”
    **何时不报** 没有填预算总额；单价、人均、标准；累计、往年、中长期的金额；收入、产值、增收等不是支出的金额；前面没有 资金、经费、预算、支出 等字样的金额只查一万倍之差。
    **In English** An amount in the text exceeds the total budget, or is ten thousand times off it.
    """

    name = "amounts-in-text"
    title = Message(zh="金额口径", en="Amounts in the text")
    severity = Severity.WARNING
    head = Head.APPROPRIATENESS
    basis = (ARITHMETIC,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        funding = ctx.target.funding
        if funding is None or not funding.total:
            yield NotApplicable()
            return
        scale = 1 if funding.currency_unit is CurrencyUnit.YUAN else 10_000
        total = funding.total * scale
        for field, text, row, task in _texts(ctx):
            for amount in _amounts(text):
                message = _judge(amount, total)
                if message is not None:
                    yield self.finding(
                        ctx, message, row,
                        field=field, evidence=amount.text,
                        where=_WHERE[field].text(ctx.language, task=task), text=amount.text,
                        total=money(funding.total), unit=funding.currency_unit,
                    )  # fmt: skip


def _texts(ctx: RuleContext) -> Iterator[tuple[str, str, Row | None, str]]:
    if ctx.target.goal and "元" in ctx.target.goal:
        yield "goal", ctx.target.goal, None, ""
    for task in ctx.target.tasks:
        if task.content and "元" in task.content:
            yield "tasks", task.content, None, task.name or task.id
    for row in ctx.rows:
        if "元" in row.name:
            yield "name", row.name, row, ""


def _amounts(text: str) -> Iterator[_Amount]:
    plain = normalise(text)
    for match in _AMOUNT.finditer(plain):
        clause = _CLAUSE.search(plain[: match.start()])
        printed = match["number"].replace(",", "")
        scale = _SCALE[match["unit"]]
        decimals = len(printed.partition(".")[2])
        yield _Amount(
            text=match[0],
            yuan=Decimal(printed) * scale,
            before=clause[0] if clause else "",
            slack=Decimal(scale) / 2 / 10**decimals,
        )


def _judge(amount: _Amount, total: Decimal) -> Message | None:
    if words("money.rates").find(amount.before) is not None or not amount.yuan:
        return None
    if (
        abs(amount.yuan * _TEN_THOUSAND - total) <= amount.slack * _TEN_THOUSAND
        or abs(amount.yuan / _TEN_THOUSAND - total) <= amount.slack / _TEN_THOUSAND
    ):
        return _SLIP
    spends = words("money.spending").find(amount.before) is not None
    elsewhere = words("money.elsewhere").find(amount.before) is not None
    if spends and not elsewhere and amount.yuan - amount.slack > total:
        return _OVER
    return None
