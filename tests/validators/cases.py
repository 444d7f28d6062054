"""Case files: tables in short, one file a rule, passes first, then fails, then fixes.

    rule: F02                      # the code; the file is named after it
    some_situation:                # a name that tells the situation
      pass: TABLE                  # the rule finds nothing
    other_situation:
      fail: TABLE                  # the rule finds something
      findings: [{at: I2, field: weight, severity: error, contains: 大于 0, evidence: "0"}]
      fix: {I2: {unit: null}, table: {goal: …}}    # what the finding's own fix makes of the rows
      fix_is: safe                 # or confirm
    third: {insufficient: TABLE}   # outcome insufficient_data (contains: words of the reason)
    fourth: {not_applicable: TABLE}

``pass_each`` and ``fail_each`` take a list of rows, each judged in a table of its own.
``findings`` lists all findings of the rule in order, ``at: table`` meaning the table; a field left
out is not compared; without ``findings`` at least one is expected. A fix case applies the fixes of
all findings of the rule; the rule must then be silent and no other error may appear.

TABLE is one row, a list of rows, or a mapping: ``rows`` plus any of ``unit`` (name), ``year``,
``kind`` (整体|项目), ``goal``, ``notes``, ``project``, ``tasks`` ([name, content, amount] or text),
``funding`` ({unit: 元, total, basic: [合计, 财政, 专户, 单位], project: […]}), ``problems``
({I2: words} or a list of {code, indicator, message, evidence}), ``profile`` (name; national-2021),
``settings`` (fields of the profile to change), ``drafted``, ``submitted``, ``previous`` (the rows
before rewriting), ``accepted`` (ids of rows whose changes a person agreed to).

A row is ``[level1, level2, name, operator, value, unit, weight, {more fields}]`` with level names
in short (产出, 数量, 社会效益, 满意 …), or a mapping of `Indicator` fields over a sound default
row (no short names there, so that odd spellings can be given).
"""

from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from assistant.domain.edit import apply_edits
from assistant.domain.finding import Finding, Outcome
from assistant.domain.profile import Profile
from assistant.domain.target import PerformanceTarget
from assistant.profiles import load_profile
from assistant.validators.context import RuleContext
from assistant.validators.engine import Run, run_rules
from assistant.validators.registry import all_rules, find_rule

FOLDER = Path(__file__).parent / "cases"
KINDS = ("pass", "fail", "insufficient", "not_applicable")
SHORT = {
    "产出": "产出指标",
    "效益": "效益指标",
    "满意": "满意度指标",
    "成本": "成本指标",
    "数量": "数量指标",
    "质量": "质量指标",
    "时效": "时效指标",
    "经济效益": "经济效益指标",
    "社会效益": "社会效益指标",
    "生态效益": "生态效益指标",
    "可持续": "可持续影响指标",
    "服务对象": "服务对象满意度指标",
    "经济成本": "经济成本指标",
    "社会成本": "社会成本指标",
    "生态成本": "生态环境成本指标",
}
COLUMNS = ("level1", "level2", "name", "operator", "value", "unit", "weight")
TABLE_KEYS = {
    *("rows", "year", "kind", "goal", "notes", "project", "tasks", "funding", "problems"),
    *("profile", "settings", "drafted", "submitted", "previous", "accepted"),
}
DEFAULT_ROW = dict(
    zip(COLUMNS, ("产出指标", "数量指标", "培训教师人次", "≥", "120", "人次", "10"), strict=True)
)


class Case(NamedTuple):
    """One situation of one rule."""

    code: str
    name: str
    kind: str
    table: dict[str, Any]
    findings: list[dict[str, Any]] | None
    contains: str | None
    fix: dict[str, dict[str, Any]] | None
    fix_is: str | None

    @property
    def id(self) -> str:
        return f"{self.code}-{self.name}"


def load_cases() -> list[Case]:
    """Every case of every file."""
    return [case for path in sorted(FOLDER.glob("*.yaml")) for case in read_cases(path)]


def read_cases(path: Path) -> list[Case]:
    """The cases of one file."""
    loaded: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    code = loaded.pop("rule")
    assert path.stem == code, f"{path.name} is about {code}"
    return [case for name, body in loaded.items() for case in _cases(code, name, body)]


def _cases(code: str, name: str, body: dict[str, Any]) -> list[Case]:
    known = {"findings", "contains", "fix", "fix_is", *KINDS, "pass_each", "fail_each"}
    assert not set(body) - known, f"{code} {name}: unknown keys {set(body) - known}"
    kind, table = next((key, body[key]) for key in body if key not in ("findings", "contains"))
    expected = (body.get("findings"), body.get("contains"), body.get("fix"), body.get("fix_is"))
    if kind.endswith("_each"):
        plain = kind.removesuffix("_each")
        return [
            Case(code, f"{name}-{number}", plain, _table(row), *expected)
            for number, row in enumerate(table, start=1)
        ]
    return [Case(code, name, kind, _table(table), *expected)]


def _table(written: Any) -> dict[str, Any]:
    if isinstance(written, dict) and set(written) & TABLE_KEYS:
        rows = written.get("rows", [])
        return {
            **written,
            "rows": rows if not rows or isinstance(rows[0], (list, dict)) else [rows],
        }
    if isinstance(written, dict) or (written and not isinstance(written[0], (list, dict))):
        return {"rows": [written]}
    return {"rows": written}


def target_of(table: dict[str, Any]) -> PerformanceTarget:
    """The table of a case."""
    problems = table.get("problems", [])
    if isinstance(problems, dict):
        problems = [
            {"code": "E01", "indicator": row, "message": words} for row, words in problems.items()
        ]
    kind = table.get("kind")
    return PerformanceTarget.model_validate(
        {
            "unit": {"name": table.get("unit")},
            "year": table.get("year"),
            "kind": f"{kind}支出" if kind else None,
            "project": table.get("project"),
            "goal": table.get("goal"),
            "notes": table.get("notes"),
            "funding": _funding(table.get("funding")),
            "tasks": [_task(number, task) for number, task in enumerate(table.get("tasks", []), 1)],
            "problems": problems,
            "indicators": [
                {"id": f"I{number}", **_row(row)}
                for number, row in enumerate(table.get("rows", []), start=1)
            ],
        }
    )


def _row(row: Any) -> dict[str, Any]:
    if isinstance(row, dict):
        return {**DEFAULT_ROW, **{key: _cell(value) for key, value in row.items()}}
    cells = dict(zip(COLUMNS, (_cell(cell) for cell in row), strict=False))
    for level in ("level1", "level2"):
        cells[level] = SHORT.get(cells[level], cells[level])
    more = row[len(COLUMNS)] if len(row) > len(COLUMNS) else {}
    return {**cells, **more}


def _cell(value: Any) -> Any:
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def _task(number: int, task: Any) -> dict[str, Any]:
    if isinstance(task, str):
        task = [task]
    name, content, amount = (*map(_cell, task), None, None)[:3]
    return {"id": f"T{number}", "name": name, "content": content, "amount": amount}


def _funding(written: dict[str, Any] | None) -> dict[str, Any] | None:
    if written is None:
        return None
    keys = ("total", "fiscal", "special_account", "own")
    sources = {
        block: dict(zip(keys, map(_cell, written[block]), strict=False))
        for block in ("basic", "project")
        if block in written
    }
    unit = written.get("unit", "元")
    return {"currency_unit": unit, "total": _cell(written.get("total")), **sources}


def profile_of(table: dict[str, Any]) -> Profile:
    """The profile that a case asks for, with its own settings over it."""
    profile = load_profile(table.get("profile", "national-2021"))
    if not table.get("settings"):
        return profile
    merged = {**profile.model_dump(mode="json"), **table["settings"]}
    return Profile.model_validate(merged)


def context_of(table: dict[str, Any], target: PerformanceTarget | None = None) -> RuleContext:
    """The context in which a case is judged."""
    return RuleContext(
        target or target_of(table),
        profile_of(table),
        drafted=bool(table.get("drafted")),
        submitted=bool(table.get("submitted")),
        previous=target_of({"rows": table["previous"]}) if "previous" in table else None,
        accepted=frozenset(table.get("accepted", ())),
    )


def run_case(case: Case) -> Run:
    """The rule of ``case`` over its table."""
    return run_rules([find_rule(case.code)], context_of(case.table))


def assert_matches(found: tuple[Finding, ...], expected: list[dict[str, Any]]) -> None:
    """Each finding is the expected one, in order."""
    seen = [(finding.indicator or "table", finding.field, finding.message) for finding in found]
    assert len(found) == len(expected), f"expected {expected}, found {seen}"
    by_place = sorted(found, key=lambda item: (item.indicator is not None, item.indicator or ""))
    wanted = sorted(expected, key=lambda item: (item["at"] != "table", item["at"]))
    for finding, want in zip(by_place, wanted, strict=True):
        for key, value in want.items():
            _assert_field(finding, key, value)


def _assert_field(finding: Finding, key: str, value: Any) -> None:
    if key == "at":
        assert (finding.indicator or "table") == value, finding
    elif key == "contains":
        assert value in finding.message, finding.message
    elif key == "evidence":
        assert str(value) in finding.evidence, finding.evidence
    else:
        assert getattr(finding, key) == value, f"{key}: {finding}"


def assert_outcome(case: Case) -> Run:
    """``case`` comes out as it says."""
    run = run_case(case)
    outcome = run.outcomes[case.code]
    assert outcome is Outcome({"insufficient": "insufficient_data"}.get(case.kind, case.kind)), (
        f"{outcome}: {[finding.message for finding in run.findings]}"
    )
    if case.kind == "fail" and case.findings is not None:
        assert_matches(run.findings, case.findings)
    if case.contains:
        said = [
            *(item.reason for item in run.not_checked),
            *(item.message for item in run.findings),
        ]
        assert any(case.contains in words for words in said), said
    return run


def fixed_target(case: Case, run: Run) -> PerformanceTarget:
    """The table of ``case`` after the fixes of all its findings."""
    edits = tuple(edit for found in run.findings if found.fix for edit in found.fix.edits)
    return apply_edits(target_of(case.table), tuple(dict.fromkeys(edits)))


def errors_in(table: dict[str, Any], target: PerformanceTarget) -> set[tuple[str, str | None]]:
    """All error-level findings of the whole catalogue: (code, row)."""
    run = run_rules(all_rules(), context_of(table, target))
    return {(item.code, item.indicator) for item in run.findings if item.severity.value == "error"}


def plain(value: Any) -> Any:
    """A cell as a case file writes it."""
    return format(value, "f") if isinstance(value, Decimal) else value
