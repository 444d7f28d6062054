"""Waivers: a person's decision, with a name, a reason and an end, that a finding stands.

A waived finding stays in the review and is not counted; a waiver that is not used, has expired or
gives no reason is itself a finding.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

import yaml
from pydantic import ValidationError

from assistant.domain.finding import Finding, Outcome, Severity
from assistant.domain.target import PerformanceTarget
from assistant.domain.waiver import Waiver
from assistant.exceptions import ConfigurationError, InputError
from assistant.messages import Message, file_faults, yaml_fault
from assistant.validators.context import RuleContext
from assistant.validators.notices import N01, N02, N03, Notice
from assistant.validators.registry import find_rule
from assistant.validators.rows import Row

_UNUSED = Message(
    zh="对 {code} 的豁免（{who}：{reason}）没有对应的问题，请删除。",
    en="The waiver of {code} ({who}: {reason}) covers no finding; remove it.",
)
_EXPIRED = Message(
    zh="对 {code} 的豁免（{who}：{reason}）已于 {expires} 到期，问题重新计入。请改好，或重新审批。",
    en="The waiver of {code} ({who}: {reason}) expired on {expires}, so the finding counts again.",
)
_INVALID = Message(
    zh="对 {code} 的豁免不成立：必须写明批准人和理由，期限写作 2024-12-31。请补全或删除。",
    en="The waiver of {code} does not hold: it needs who, why and, if any, an end such as "
    "2024-12-31. Complete or remove it.",
)
_NO_RULE = Message(
    zh="豁免所指的规则“{code}”不存在（{who}：{reason}），不生效。请改正代码或删除。",
    en="There is no rule '{code}' to waive ({who}: {reason}), so the waiver does not hold. Correct "
    "the code or remove it.",
)
_UNREADABLE = Message(
    zh="豁免清单有误：{details}。每条写明 code、who、reason，"
    "针对某一行的加 indicator，有期限的加 expires，只用于某一张表的加 table。",
    en="The list of waivers is wrong: {details}. Each entry has code, who and reason, indicator if "
    "it is about one row, expires if it ends, and table if it is for one table alone.",
)


class Waived(NamedTuple):
    """What waivers made of a run.

    Attributes:
        findings: all findings, those covered carrying their waiver.
        notices: waivers that are unused, expired or invalid.
    """

    findings: tuple[Finding, ...]
    notices: tuple[Finding, ...]


def apply_waivers(
    findings: tuple[Finding, ...],
    waivers: Iterable[Waiver],
    ctx: RuleContext,
    outcomes: dict[str, Outcome],
    today: date | None,
) -> Waived:
    """``findings`` with ``waivers`` on them.

    Args:
        findings: of one run.
        waivers: decisions to respect.
        ctx: the run.
        outcomes: what each rule that was run came to; waivers of rules not run are left alone.
        today: the day to judge expiry by; None is the real one.

    Raises:
        InputError: a waiver that the table does not carry itself names a rule that does not exist.
    """
    covered: dict[tuple[str, str | None], Waiver] = {}
    notices: list[Finding] = []
    present = {(finding.code, finding.indicator) for finding in findings}
    for waiver in waivers:
        code = _code(waiver, ctx.target)
        if code is None:
            notices.append(_notice(ctx, waiver, waiver.code, N03, _NO_RULE))
            continue
        is_used = (code, waiver.indicator) in present
        undecided = outcomes.get(code) in (None, Outcome.INSUFFICIENT_DATA)
        if (undecided and not is_used) or not concerns(waiver, ctx.target):
            continue
        problem = _problem(waiver, is_used, today)
        if problem is None:
            covered[(code, waiver.indicator)] = waiver
        else:
            notices.append(_notice(ctx, waiver, code, *problem))
    return Waived(tuple(_with_waiver(finding, covered) for finding in findings), tuple(notices))


def concerns(waiver: Waiver, target: PerformanceTarget) -> bool:
    """Whether ``waiver`` is for this table: it names none, or the unit or the project of it."""
    return waiver.table is None or waiver.table.strip() in (target.unit.name, target.project)


def _code(waiver: Waiver, target: PerformanceTarget) -> str | None:
    """The rule that is waived; None if a waiver that came with the table names no rule."""
    try:
        return find_rule(waiver.code).code
    except InputError:
        if waiver in target.waivers:
            return None
        raise


def _problem(
    waiver: Waiver, is_used: bool, today: date | None
) -> tuple[type[Notice], Message] | None:
    """Why the waiver does not hold, or None."""
    if not waiver.who.strip() or not waiver.reason.strip():
        return N03, _INVALID
    if waiver.expires is not None:
        try:
            end = date.fromisoformat(waiver.expires)
        except ValueError:
            return N03, _INVALID
        if end < (today or date.today()):  # noqa: DTZ011 - expiry is a day on the desk calendar
            return N02, _EXPIRED
    return None if is_used else (N01, _UNUSED)


def _notice(
    ctx: RuleContext, waiver: Waiver, code: str, kind: type[Notice], message: Message
) -> Finding:
    row: Row | None = next((row for row in ctx.rows if row.id == waiver.indicator), None)
    return kind().finding(
        ctx, message, row,
        evidence=code, severity=Severity.WARNING,
        code=code, who=waiver.who, reason=waiver.reason, expires=waiver.expires or "",
    )  # fmt: skip


def _with_waiver(finding: Finding, covered: dict[tuple[str, str | None], Waiver]) -> Finding:
    waiver = covered.get((finding.code, finding.indicator))
    return finding if waiver is None else finding.model_copy(update={"waiver": waiver})


def parse_waivers(text: str) -> tuple[Waiver, ...]:
    """The waivers that a file lists, in YAML or JSON, with or without ``waivers`` above the list.

    Raises:
        ConfigurationError: it is no such list; says which entry is wrong.
    """
    try:
        entries = yaml.load(text, Loader=yaml.CSafeLoader) or []
    except (yaml.YAMLError, ValueError) as error:
        # A day such as 2024-13-45 is a plain ValueError.
        raise ConfigurationError(_UNREADABLE, details=yaml_fault(error)) from None
    place: tuple[str, ...] = ()
    if isinstance(entries, dict) and entries.keys() == {"waivers"}:
        place, entries = ("waivers",), entries["waivers"] or []
    faults: list[Mapping[str, Any]] = []
    waivers: list[Waiver] = []
    if not isinstance(entries, list):
        faults.append({"type": "list_type", "loc": place, "input": entries})
        entries = []
    for at, entry in enumerate(entries):
        try:
            waivers.append(Waiver.model_validate(_entry(entry)))
        except ValidationError as error:
            faults += ({**one, "loc": (*place, at, *one["loc"])} for one in error.errors())
    if faults:
        raise ConfigurationError(_UNREADABLE, details=file_faults(faults))
    return tuple(waivers)


def _entry(entry: object) -> object:
    """One entry with its day as text: YAML reads 2024-12-31 as a date."""
    if not isinstance(entry, dict):
        return entry
    return {key: str(value) if isinstance(value, date) else value for key, value in entry.items()}
