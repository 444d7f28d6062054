"""Every layout of docs/layouts.md is read exactly, however its merged cells were copied."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.domain.target import FundingSources, PerformanceTarget
from assistant.intake.recognise import recognise
from tests.intake.recognise import layouts_page
from tests.intake.recognise.drawn import Copy, draw

CASES = Path(__file__).with_name("cases")


@cache
def cases() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(CASES.glob("*.yaml")):
        found |= yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def expected(case: dict[str, Any]) -> list[dict[str, Any]]:
    return case.get("targets") or [case.get("target", {}) | {"rows": case["rows"]}]


def printed_copies() -> list[tuple[str, Copy]]:
    return [
        (name, Copy(copy))
        for name, case in cases().items()
        for copy in case.get("copies", list(Copy))
    ]


@pytest.mark.parametrize(("name", "copy"), printed_copies())
def test_layout_is_read_exactly(name: str, copy: Copy) -> None:
    case = cases()[name]
    targets = recognise(draw(case["form"], copy)).targets
    wanted = expected(case)
    assert len(targets) == len(wanted)
    for target, want in zip(targets, wanted, strict=True):
        assert rows(target) == want["rows"]
        check_row_extras(target, want)
        check_facts(target, want)
    messages = [problem.message for target in targets for problem in target.problems]
    for part in case.get("problems", []):
        assert any(part in message for message in messages), messages
    named = {
        problem.indicator: problem.message
        for target in targets
        for problem in target.problems
        if problem.indicator
    }
    doubtful = case.get("doubtful", {})
    assert named.keys() == doubtful.keys(), named
    assert all(part in named[row] for row, part in doubtful.items()), named
    if "problems" not in case and "doubtful" not in case:
        assert messages == []


def rows(target: PerformanceTarget) -> list[list[str | None]]:
    return [
        [
            row.level1,
            row.level2,
            row.name,
            row.operator.value if row.operator else None,
            row.value,
            row.unit,
            None if row.weight is None else f"{row.weight:f}",
        ]
        for row in target.indicators
    ]


def check_row_extras(target: PerformanceTarget, want: dict[str, Any]) -> None:
    found = target.indicators
    if "directions" in want:
        assert [row.direction for row in found] == want["directions"]
    if "actuals" in want:
        assert [row.actual for row in found] == want["actuals"]
    if "scores" in want:
        assert [f"{row.score:f}" for row in found if row.score is not None] == want["scores"]
    if "notes_of_rows" in want:
        assert [row.note for row in found] == want["notes_of_rows"]
    if "columns" in want:
        assert [row.columns for row in found] == want["columns"]


def check_facts(target: PerformanceTarget, want: dict[str, Any]) -> None:
    if "unit" in want:
        code, unit = want["unit"]
        assert target.unit.name == unit
        assert target.unit.code == (None if code is None else str(code))
    for field in ("year", "kind", "project", "goal", "notes"):
        if field in want:
            assert getattr(target, field) == want[field], field
    if "total" in want:
        assert target.funding is not None
        assert f"{target.funding.total:f}" == want["total"]
    if "currency" in want:
        assert target.funding is not None
        assert target.funding.currency_unit == want["currency"]
    for key, field in (("basic", "basic"), ("project_funds", "project")):
        if key in want:
            assert amounts(getattr(target.funding, field)) == want[key]
    if "tasks" in want:
        assert tasks(target, want["tasks"]) == want["tasks"]


def amounts(sources: FundingSources) -> list[str | None]:
    found = (sources.total, sources.fiscal, sources.special_account, sources.own)
    return [None if amount is None else f"{amount:f}" for amount in found]


def tasks(target: PerformanceTarget, want: list[list[str]]) -> list[list[str | None]]:
    width = len(want[0]) if want else 2
    return [
        [task.name, task.content, None if task.amount is None else f"{task.amount:f}"][:width]
        for task in target.tasks
    ]


def test_the_page_of_layouts_is_up_to_date() -> None:
    page = layouts_page.PAGE.read_text(encoding="utf-8")
    assert page == layouts_page.written(page), "run python -m tests.intake.recognise.layouts_page"
