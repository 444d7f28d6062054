"""Wordings that a model proposes for a row; the rules try them like any other candidate."""

import re
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from assistant.domain.finding import Finding, Severity, SuggestionKind, TargetReview
from assistant.domain.indicator import Operator
from assistant.exceptions import ProviderError
from assistant.llm.prompts import fence, load_prompt
from assistant.messages import Language, Message
from assistant.review.desk import Desk, Proposal, changes
from assistant.review.questions import needs_fact
from assistant.validators.rows import Row

if TYPE_CHECKING:
    from assistant.llm.source import RowSource

MOST_ASKED = 6
"""Rows put to a model for one table, those with the gravest findings first."""
_REASON = Message(
    zh="模型拟的写法“{name}”，已经规则验证；数字只取自本表。",
    en="A model's wording '{name}', tried by the rules; figures are this form's own.",
)
_ASK = Message(
    zh="“{name}”本年计划是多少{unit}？", en="What is this year's figure for '{name}' in {unit}?"
)
_ALLOWED = {"≥": Operator.AT_LEAST, "≤": Operator.AT_MOST, "=": Operator.EQUAL}
_TASK_SHOWN, _ROW_SHOWN = 600, 200


class RowWording(BaseModel):
    """One row as the model words it.

    Attributes:
        name: 三级指标.
        operator: bound.
        value: a figure of the row or of its task, or null.
        unit: measure word.
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    name: str = Field(alias="名称", max_length=30, description="以所衡量的量结尾")
    operator: str = Field(alias="性质", max_length=2, description="≥、≤ 或 =")
    value: str | None = Field(alias="值", max_length=12, description="照抄的数字；没有则为 null")
    unit: str = Field(alias="单位", max_length=8, description="度量单位")


def model_rows(
    review: TargetReview, desk: Desk, client: "RowSource"
) -> tuple[dict[str, list[Proposal]], str | None]:
    """Proposals by row id, and why the model stopped answering if it did.

    What was answered before a failure is kept.
    """
    found: dict[str, list[Proposal]] = {}
    for row_id, finding in _gravest(review)[:MOST_ASKED]:
        row = desk.rows[row_id]
        try:
            proposal = _asked(row, finding, desk, client)
        except ProviderError as error:
            return found, error.text(desk.language)
        if proposal is not None:
            found[row_id] = [proposal]
    return found, None


def _gravest(review: TargetReview) -> list[tuple[str, Finding]]:
    """One finding a row, those that a wording can answer, errors first."""
    rows: dict[str, Finding] = {}
    for finding in review.findings:
        worth = finding.severity is not Severity.INFO and not needs_fact(finding)
        if finding.indicator and worth and finding.origin == "rule":
            rows.setdefault(finding.indicator, finding)
    return list(rows.items())


def _asked(row: Row, finding: Finding, desk: Desk, client: "RowSource") -> Proposal | None:
    tasks = desk.tasks_of(row) or list(desk.target.tasks)
    task = "\n".join(one.text for one in tasks)[:_TASK_SHOWN]
    printed = f"{row.indicator.level2 or ''} {row.name} {row.operator or ''}{row.value}{row.unit}"
    prompt = load_prompt("suggest-row").render(
        row=fence(printed[:_ROW_SHOWN]), finding=finding.message, task=fence(task)
    )
    for wording in client.rows(prompt, RowWording, max_rows=1):
        return _proposal(wording, row, f"{printed}\n{task}", desk.language)
    return None


def _proposal(wording: RowWording, row: Row, source: str, language: Language) -> Proposal:
    """The wording as a change; a figure that stands nowhere in its source is left blank."""
    figures = set(re.findall(r"\d+(?:\.\d+)?", source))
    stated = wording.value is not None and wording.value in figures
    new = row.indicator.model_copy(
        update={
            "name": wording.name.strip(),
            "operator": _ALLOWED.get(wording.operator.strip(), Operator.AT_LEAST),
            "value": wording.value if stated else None,
            "unit": wording.unit.strip() or None,
            "confirm": True,
        }
    )
    ask = _ASK.text(language, name=new.name, unit=new.unit or "")
    return Proposal(
        changes(row.indicator, new),
        SuggestionKind.NUMERIC,
        _REASON.text(language, name=new.name),
        (ask,),
        origin="model",
        keeps_value=stated and wording.value == row.value,
    )
