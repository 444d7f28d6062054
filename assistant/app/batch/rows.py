"""A batch as two flat tables, for Parquet, Excel and whoever counts: forms, and their findings."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from assistant.app.batch.review import Record, State, review_text
from assistant.messages import Message


class Column(NamedTuple):
    """One column of a table.

    Attributes:
        name: its name in data.
        title: its heading where people read it.
        is_number: whole numbers instead of text.
    """

    name: str
    title: Message
    is_number: bool = False


FORM_COLUMNS: tuple[Column, ...] = (
    Column("file", Message(zh="文件", en="File")),
    Column("table", Message(zh="第几张表", en="Table"), is_number=True),
    Column("state", Message(zh="状态", en="State")),
    Column("unit_code", Message(zh="单位编码", en="Unit code")),
    Column("unit", Message(zh="单位", en="Unit")),
    Column("year", Message(zh="年度", en="Year"), is_number=True),
    Column("kind", Message(zh="类型", en="Kind")),
    Column("project", Message(zh="项目", en="Project")),
    Column("indicators", Message(zh="指标数", en="Indicators"), is_number=True),
    Column("errors", Message(zh="错误", en="Errors"), is_number=True),
    Column("warnings", Message(zh="警告", en="Warnings"), is_number=True),
    Column("infos", Message(zh="提示", en="Infos"), is_number=True),
    Column("profile", Message(zh="口径", en="Profile")),
    Column("rules_version", Message(zh="规则版本", en="Rules")),
    Column("reason", Message(zh="说明", en="Reason")),
    Column("key", Message(zh="账本键", en="Ledger key")),
)
"""One row a table; a file that was not read has one row with its reason."""

FINDING_COLUMNS: tuple[Column, ...] = (
    Column("file", Message(zh="文件", en="File")),
    Column("table", Message(zh="第几张表", en="Table"), is_number=True),
    Column("unit", Message(zh="单位", en="Unit")),
    Column("code", Message(zh="规则", en="Rule")),
    Column("name", Message(zh="规则名", en="Rule name")),
    Column("severity", Message(zh="级别", en="Severity")),
    Column("head", Message(zh="审核要点", en="Head")),
    Column("indicator", Message(zh="指标", en="Indicator")),
    Column("field", Message(zh="字段", en="Field")),
    Column("message", Message(zh="问题", en="Message")),
    Column("evidence", Message(zh="依据的原文", en="Evidence")),
    Column("suggestion", Message(zh="建议", en="Suggestion")),
    Column("basis", Message(zh="政策依据", en="Basis")),
    Column("origin", Message(zh="来源", en="Origin")),
    Column("waived_by", Message(zh="豁免人", en="Waived by")),
)
"""One row a finding, waived ones included."""

STATES: dict[State, Message] = {
    State.DONE: Message(zh="已审核", en="reviewed"),
    State.WAITING: Message(zh="待模型答复（规则结果完整）", en="rules only, model to come"),
    State.UNREAD: Message(zh="未能读取", en="not read"),
    State.BROKEN: Message(zh="程序出错", en="program failed"),
}

Row = dict[str, Any]


class FormRows(NamedTuple):
    """What one record gives to both tables."""

    forms: list[Row]
    findings: list[Row]


def rows_of(record: Record) -> FormRows:
    """The rows of one form."""
    tables = json.loads(review_text(record.review))["targets"] if record.review else []
    forms = [_form(record, number, table) for number, table in enumerate(tables, 1)]
    findings = [
        row for number, table in enumerate(tables, 1) for row in _findings(record, number, table)
    ]
    return FormRows(forms or [_unread(record)], findings)


def _unread(record: Record) -> Row:
    blank: Row = dict.fromkeys(column.name for column in FORM_COLUMNS)
    return blank | _common(record)


def _form(record: Record, number: int, table: Row) -> Row:
    target, summary = table["target"], table["summary"]
    return _common(record) | {
        "table": number,
        "unit_code": target["unit"]["code"],
        "unit": target["unit"]["name"],
        "year": target["year"],
        "kind": target["kind"],
        "project": target["project"],
        "indicators": len(target["indicators"]),
        "errors": summary["error"],
        "warnings": summary["warning"],
        "infos": summary["info"],
        "profile": table["profile"],
        "rules_version": table["rules_version"],
    }


def _common(record: Record) -> Row:
    return {
        "file": record.name,
        "state": record.state.value,
        "reason": record.reason or None,
        "key": record.key,
    }


def _findings(record: Record, number: int, table: Row) -> Iterator[Row]:
    unit = table["target"]["unit"]["name"]
    for finding in table["findings"]:
        waiver, suggestion = finding["waiver"], finding["suggestion"]
        kept = ("code", "name", "severity", "head", "indicator", "field", "message", "evidence",
                "basis", "origin")  # fmt: skip
        yield {
            "file": record.name,
            "table": number,
            "unit": unit,
            **{name: finding[name] for name in kept},
            "suggestion": suggestion and suggestion["after"],
            "waived_by": waiver and waiver["who"],
        }
