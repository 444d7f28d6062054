"""年度主要任务: the rows of a task table, and tasks listed in free text."""

import re
from decimal import Decimal
from typing import NamedTuple

from assistant.intake.recognise import labels
from assistant.intake.recognise.cells import Row, Token
from assistant.intake.recognise.money import read_amount


class PrintedTask(NamedTuple):
    """A task as read, not yet numbered."""

    name: str | None
    content: str | None
    amount: Decimal | None = None


class TaskHeader(NamedTuple):
    """Where a task table keeps name, content and amount."""

    grid: int
    name: int | None
    content: int | None
    amount: int | None


def find_task_header(row: Row) -> TaskHeader | None:
    """The header of a task table (任务名称 | 主要内容 …), or None."""
    places: dict[str, int] = {}
    for token in row.own:
        kinds = labels.kinds_of(token.text)
        for kind in ("task_name", "task_content", "task_amount"):
            if kind in kinds:
                # The right-most name: 年度主要任务 may stand in the margin of 任务名称.
                if kind == "task_name" or kind not in places:
                    places[kind] = token.column
                break
    numbered = any(labels.plain_label(token.text) in ("序号", "编号") for token in row.own)
    if "task_content" not in places and len(places) < 2 and not numbered:
        return None
    if not places.keys() & {"task_name"} or any(len(token.text) > 20 for token in row.own):
        return None
    return TaskHeader(
        row.grid, places["task_name"], places.get("task_content"), places.get("task_amount")
    )


def refine_task_header(header: TaskHeader, row: Row) -> bool:
    """Whether ``row`` only names the parts of the amount column (小计 | 市财政拨款 | 其他资金)."""
    return header.amount is not None and all(
        labels.kinds_of(token.text) & _AMOUNT_PARTS or "拨款" in token.text for token in row.own
    )


_AMOUNT_PARTS = {
    "funding.sum", "funding.fiscal", "funding.own", "funding.special_account", "task_amount",
}  # fmt: skip


def read_task(row: Row, header: TaskHeader) -> PrintedTask | None:
    """The task in ``row``; by its columns on the header's page, by order after a page break."""
    tokens = [token for token in row.own if not labels.kinds_of(token.text) & {"tasks", "margin"}]
    if not tokens or re.match(r"(?:金额)?(?:合\s*计|总\s*计|小\s*计)", tokens[0].text):
        return None
    if row.grid == header.grid:
        found = _by_place(tokens, header)
        if found is not None:
            return found
    return _by_order(tokens)


def _by_place(tokens: list[Token], header: TaskHeader) -> PrintedTask | None:
    places = [
        (column, field)
        for field, column in zip(("name", "content", "amount"), header[1:], strict=True)
        if column is not None
    ]
    found: dict[str, str] = {}
    for token in tokens:
        field = next(
            (name for column, name in sorted(places, reverse=True) if column <= token.column), None
        )
        if field is not None and field not in found:
            found[field] = token.text
    if not found.get("name") and not found.get("content"):
        return None
    return PrintedTask(found.get("name"), found.get("content"), _amount(found.get("amount")))


def _by_order(tokens: list[Token]) -> PrintedTask | None:
    words = [token for token in tokens if read_amount(token.text) is None]
    amounts = [token for token in tokens if read_amount(token.text) is not None]
    if words and re.fullmatch(r"\d{1,2}", tokens[0].text):
        amounts = [token for token in amounts if token is not tokens[0]]
    if not words:
        return None
    name, content = words[0].text, words[1].text if len(words) > 1 else None
    return PrintedTask(name, content, _amount(amounts[0].text if amounts else None))


def _amount(text: str | None) -> Decimal | None:
    found = read_amount(text) if text else None
    return found[0] if found else None
