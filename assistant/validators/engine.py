"""Runs rules over a table: four outcomes a rule, and no rule can stop the others."""

from collections.abc import Iterable
from typing import NamedTuple

from assistant.domain.finding import Finding, NotChecked, Outcome, Severity, Summary
from assistant.messages import Message
from assistant.validators.base import InsufficientData, Rule
from assistant.validators.context import RuleContext
from assistant.validators.policy import basis_text

_BROKEN = Message(
    zh="规则 {code} 自身出错（{error}），未能检查本表；其他规则不受影响。"
    "可用 --ignore {code} 暂时停用，并请反馈。",
    en="Rule {code} itself failed ({error}) and did not check this table; other rules are not "
    "affected. Mute it with --ignore {code} and report it.",
)


class Run(NamedTuple):
    """What a set of rules said of one table.

    Attributes:
        findings: most severe first, then the table, then rows in print order.
        not_checked: rules that lacked data, each reason once.
        outcomes: outcome of every rule that was run, by code.
    """

    findings: tuple[Finding, ...]
    not_checked: tuple[NotChecked, ...]
    outcomes: dict[str, Outcome]


def run_rules(rules: Iterable[Rule], ctx: RuleContext) -> Run:
    """Every rule over one table."""
    findings: list[Finding] = []
    not_checked: list[NotChecked] = []
    outcomes: dict[str, Outcome] = {}
    for rule in rules:
        outcome = Outcome.PASS
        try:
            for result in rule.check(ctx):
                if isinstance(result, Finding):
                    findings.append(result)
                    outcome = Outcome.FAIL
                elif isinstance(result, InsufficientData):
                    outcome = _undecided(rule, result, outcome, not_checked)
                elif outcome is Outcome.PASS:
                    outcome = Outcome.NOT_APPLICABLE
        except Exception as error:  # a broken rule must not take the others with it
            findings.append(_broken(rule, error, ctx))
            outcome = Outcome.FAIL
        outcomes[rule.code] = outcome
    return Run(in_order(findings, ctx), tuple(not_checked), outcomes)


def in_order(findings: Iterable[Finding], ctx: RuleContext) -> tuple[Finding, ...]:
    """Most severe first; within a level the table first, then rows in print order."""
    position = {row.id: row.position for row in ctx.rows}
    return tuple(
        sorted(
            findings,
            key=lambda finding: (
                -finding.severity.rank,
                position.get(finding.indicator or "", -1),
                finding.code,
            ),
        )
    )


def count(findings: Iterable[Finding]) -> Summary:
    """How many findings of each severity stand; waived ones are not counted."""
    counts = dict.fromkeys(Severity, 0)
    for finding in findings:
        if finding.waiver is None:
            counts[finding.severity] += 1
    return Summary(**{severity.value: number for severity, number in counts.items()})


def _undecided(
    rule: Rule, result: InsufficientData, outcome: Outcome, not_checked: list[NotChecked]
) -> Outcome:
    said = NotChecked(code=rule.code, reason=result.reason)
    if said not in not_checked:
        not_checked.append(said)
    return outcome if outcome is Outcome.FAIL else Outcome.INSUFFICIENT_DATA


def _broken(rule: Rule, error: Exception, ctx: RuleContext) -> Finding:
    # The type alone: an exception's own words may quote the document.
    name = type(error).__name__
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=Severity.WARNING,
        message=_BROKEN.text(ctx.language, code=rule.code, error=name),
        evidence=name,
        basis=basis_text(rule.basis, ctx.language),
        head=rule.head,
    )
