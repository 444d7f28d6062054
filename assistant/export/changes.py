"""Edits in words: the row, the field, before and after."""

from collections.abc import Sequence

from assistant.domain.edit import Edit, EditOp
from assistant.domain.indicator import Indicator
from assistant.domain.target import PerformanceTarget
from assistant.export.form import printed
from assistant.export.wording import FIELDS, rows_text
from assistant.messages import Language, Message

_SET = Message(zh="{where}{field} {before} → {after}", en="{where}{field} {before} → {after}")
_CONFIRM = Message(zh="{where}确认取值 {value}", en="{where}confirm the value {value}")
_ADD = Message(zh="新增：{row}", en="add: {row}")
_REMOVE = Message(zh="删除{where}：{row}", en="remove {where}: {row}")
_SWAP = Message(
    zh="{where}{field}与{other}互换：{field} {before}、{other} {after}",
    en="{where}exchange {field} and {other}: {field} {before}, {other} {after}",
)
_MERGE = Message(zh="{where}并入{into}，权重相加", en="merge {where} into {into}, weights added")
_BLANK = Message(zh="（空）", en="(blank)")


def edits_text(edits: Sequence[Edit], target: PerformanceTarget, language: Language) -> str:
    """What ``edits`` would do to ``target`` together, each row named once."""
    parts: list[str] = []
    above: str | None = None
    for edit in edits:
        parts.append(edit_text(edit, target, language, named=edit.indicator == above))
        above = edit.indicator
    return ("；" if language is Language.CHINESE else "; ").join(parts)


def edit_text(
    edit: Edit, target: PerformanceTarget, language: Language, *, named: bool = False
) -> str:
    """What ``edit`` would do to ``target``; ``named`` says that its row was just named."""
    where = rows_text((edit.indicator,), language) if edit.indicator and not named else ""
    if edit.op is EditOp.ADD:
        return _ADD.text(language, row=_summary(edit.row))
    row = next((row for row in target.indicators if row.id == edit.indicator), None)
    if edit.op is EditOp.REMOVE:
        return _REMOVE.text(language, where=where, row=_summary(row))
    if edit.op is EditOp.MERGE:
        into = rows_text((edit.value or "",), language)
        return _MERGE.text(language, where=where, into=into)
    lead = f"{where} " if where else ""
    if edit.op is EditOp.SWAP:
        return _SWAP.text(
            language,
            where=lead,
            field=_field(edit.field, language),
            other=_field(edit.value, language),
            before=_shown(row, edit.value, language),
            after=_shown(row, edit.field, language),
        )
    if edit.field == "confirm" and edit.value != "true":
        return _CONFIRM.text(language, where=lead, value=_shown(row, "value", language))
    holder = row if edit.indicator else target
    return _SET.text(
        language,
        where=lead,
        field=_field(edit.field, language),
        before=_shown(holder, edit.field, language),
        after=edit.value or _BLANK.text(language),
    )


def _field(name: str | None, language: Language) -> str:
    message = FIELDS.get(name or "")
    return message.text(language) if message else str(name)


def _shown(
    holder: Indicator | PerformanceTarget | None, field: str | None, language: Language
) -> str:
    text = printed(getattr(holder, field or "", None))
    return text or _BLANK.text(language)


def _summary(row: Indicator | None) -> str:
    if row is None:
        return ""
    target = "".join(map(printed, (row.operator, row.value, row.unit)))
    return " ".join(filter(None, (row.level2, row.name, target)))
