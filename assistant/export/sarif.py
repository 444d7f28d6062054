"""SARIF 2.1.0: findings for tools that follow reviews from run to run.

All rules are declared, so that "ran and found nothing" differs from "was not run". Waived findings
stay, suppressed with their reason; those that a baseline has are ``unchanged``; a rule that lacked
data is an ``open`` result.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

from assistant.domain.finding import Finding, Severity, TargetReview
from assistant.domain.indicator import Indicator
from assistant.domain.waiver import Waiver
from assistant.export.report import Report, ReviewedFile, RuleReport, TableReport
from assistant.export.sheets import profile_line
from assistant.messages import Language

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
Json = dict[str, Any]


def review_sarif(
    report: Report,
    rules: Iterable[RuleReport],
    version: str,
    language: Language = Language.CHINESE,
) -> str:
    """The report as one SARIF run of program ``version``."""
    declared = tuple(rules)
    index = {rule.code: number for number, rule in enumerate(declared)}
    results = [
        result
        for file in report.files
        for number, table in enumerate(file.tables, start=1)
        for result in _results(file, table, number, index)
    ]
    run = {
        "tool": {
            "driver": {
                "name": "budget-target-assistant",
                "version": _with_rules(version, report),
                "semanticVersion": version,
                "rules": [_rule(rule) for rule in declared],
            }
        },
        "columnKind": "unicodeCodePoints",
        "artifacts": [_artifact(file) for file in report.files],
        "invocations": [_invocation(report, language)],
        "results": results,
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(rule: RuleReport) -> Json:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.title},
        "help": {"text": rule.page},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _with_rules(version: str, report: Report) -> str:
    """The program's version and that of its rules and wording lists, which differ by office."""
    rules = dict.fromkeys(table.review.rules_version or "" for _, table in report.tables)
    return " ".join((version, *(f"rules:{one}" for one in rules if one)))


def _artifact(file: ReviewedFile) -> Json:
    tables = [
        {"profile": table.review.profile, "profileGuessed": table.guessed} for table in file.tables
    ]
    return {"location": {"uri": _uri(file.name)}, "properties": {"tables": tables}}


def _guess(file: ReviewedFile, line: str) -> Json:
    return {
        "level": "note",
        "message": {"text": line},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(file.name)}}}],
    }


def _invocation(report: Report, language: Language) -> Json:
    notifications = [
        {
            "level": "error",
            "message": {"text": file.message},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(file.name)}}}],
        }
        for file in report.unread
    ]
    return {
        "executionSuccessful": not report.unread,
        "toolExecutionNotifications": notifications,
        "toolConfigurationNotifications": [
            _guess(file, profile_line(table, language))
            for file, table in report.tables
            if table.guessed
        ],
    }


def _results(
    file: ReviewedFile, table: TableReport, number: int, index: dict[str, int]
) -> Iterator[Json]:
    review = table.review
    rows = {row.id: row for row in review.target.indicators}
    for finding in (*review.findings, *(review.known or ())):
        row = rows.get(finding.indicator or "")
        result = _result(finding, row, index) | {
            "locations": [_location(file, number, finding.indicator, finding.field, row)],
        }
        if finding.waiver is not None:
            result["suppressions"] = [_suppression(finding.waiver, review)]
        if review.known is not None:
            result["baselineState"] = "unchanged" if finding in review.known else "new"
        yield result
    for gap in table.review.not_checked:
        yield {
            "ruleId": gap.code,
            "kind": "open",
            "level": "none",
            "message": {"text": gap.reason},
            "locations": [_location(file, number, None, None, None)],
        } | _rule_index(gap.code, index)


def _result(finding: Finding, row: Indicator | None, index: dict[str, int]) -> Json:
    return {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "partialFingerprints": {"content/v1": _fingerprint(finding, row)},
        "properties": {
            "evidence": finding.evidence,
            "basis": finding.basis,
            "head": finding.head,
            "origin": finding.origin,
        },
    } | _rule_index(finding.code, index)


def _rule_index(code: str, index: dict[str, int]) -> Json:
    return {"ruleIndex": index[code]} if code in index else {}


def _suppression(waiver: Waiver, review: TargetReview) -> Json:
    return {
        "kind": "inSource" if waiver in review.target.waivers else "external",
        "status": "accepted",
        "justification": waiver.reason,
        "properties": {"who": waiver.who, "expires": waiver.expires},
    }


def _location(
    file: ReviewedFile, number: int, row_id: str | None, field: str | None, row: Indicator | None
) -> Json:
    physical: Json = {"artifactLocation": {"uri": _uri(file.name)}}
    line = row.source.line if row is not None and row.source is not None else None
    if line is not None and line > 0:
        physical["region"] = {"startLine": line}
    place = "/".join(filter(None, (f"table{number}", row_id, field)))
    return {
        "physicalLocation": physical,
        "logicalLocations": [{"fullyQualifiedName": place, "kind": "member"}],
    }


def _fingerprint(finding: Finding, row: Indicator | None) -> str:
    """Stays the same when rows move, for it is made of words, not of places."""
    words = (finding.code, finding.field, finding.evidence, row.level2 if row else None)
    name = row.name if row else None
    text = "\x1f".join(part or "" for part in (*words, name))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:32]


def _uri(name: str) -> str:
    path = PurePath(name)
    return Path(name).as_uri() if path.is_absolute() else quote(path.as_posix())
