"""One cell of a sound table changed: exactly the rules that answer for it change."""

from typing import Any

import pytest

from assistant.domain.target import PerformanceTarget
from assistant.profiles import load_profile
from assistant.validators import review_target
from tests.validators.cases import target_of

GOOD: dict[str, Any] = {
    "unit": "某某县教学研究室".replace("某某", "青川"),
    "year": 2023,
    "kind": "整体",
    "goal": "全年培训教师120人次、开展联测联析3次，12月底前完成省级课题结题3项，"
    "按月发放在职教研员工资，"
    "学科合格率提高2个百分点，参训教师满意度达到90%以上。",
    "funding": {"total": 1000000, "basic": [800000, 800000], "project": [200000, 200000]},
    "tasks": [
        ["教师培训", "培训初中学科教师120人次"],
        ["联测联析", "开展初中联测联析3次"],
        ["课题研究", "完成省级课题结题3项"],
        ["工资保障", "按月发放在职教研员工资"],
    ],
    "rows": [
        ["产出", "数量", "培训初中学科教师人次", "≥", 120, "人次", 12],
        ["产出", "数量", "初中联测联析次数", "≥", 3, "次", 10],
        ["产出", "质量", "省级课题结题通过率", "≥", 95, "%", 10],
        ["产出", "时效", "在职教研员工资按月发放率", "=", 100, "%", 8],
        ["效益", "社会效益", "初中学科合格率提升幅度", "≥", 2, "百分点", 20],
        ["满意", "服务对象", "参训教师满意度", "≥", 92, "%", 10],
        ["成本", "经济成本", "人均培训成本", "≤", 300, "元/人", 20],
    ],
}


def _found(target: PerformanceTarget) -> set[tuple[str, str | None]]:
    review = review_target(target, load_profile("national-2021"))
    return {(found.code, found.indicator) for found in review.findings}


def _mutated(row: int, **fields: Any) -> PerformanceTarget:
    target = target_of(GOOD)
    rows = list(target.indicators)
    rows[row - 1] = type(rows[0]).model_validate(rows[row - 1].model_dump() | fields)
    return target.model_copy(update={"indicators": tuple(rows)})


def test_the_sound_table_is_silent() -> None:
    assert _found(target_of(GOOD)) == set()


MUTATIONS: list[tuple[int, dict[str, Any], set[str]]] = [
    (1, {"name": "培训初中学科教师人次，。"}, {"F05"}),
    (1, {"name": "培训初中学科教师**人次"}, {"F03"}),
    (1, {"name": "2022年培训初中学科教师人次"}, {"F04"}),
    (1, {"name": "培训初中学科教师\u200b人次"}, {"E02"}),
    (1, {"value": "/"}, {"F03"}),
    (1, {"value": None}, {"F02"}),
    (1, {"value": "较多"}, {"V02"}),
    (1, {"unit": None}, {"V04"}),
    (1, {"unit": "平方米"}, {"V05"}),
    (1, {"operator": None}, {"V01"}),
    (1, {"level1": "产出指"}, {"T01"}),
    (1, {"level1": "过程"}, {"T01", "W05*"}),
    (1, {"level2": "产出数量指标"}, {"T02"}),
    (1, {"level1": "效益指标"}, {"T03", "W05*"}),
    (1, {"weight": "13"}, {"W01"}),
    (1, {"weight": "0"}, {"F02", "W01"}),
    (3, {"level2": "数量指标"}, {"T04"}),
    (4, {"level2": "质量指标"}, {"T04"}),
    (3, {"name": "省级课题按时结题率"}, {"T07", "R02*", "R01*"}),
    (6, {"operator": "定性", "value": "好坏"}, {"D04", "M01", "V03"}),
    (6, {"value": "75"}, {"D04"}),
    (6, {"unit": "项"}, {"V05", "D04*"}),
    (7, {"operator": "≥"}, {"D02"}),
    (3, {"operator": "≤"}, {"D03"}),
    (3, {"value": "120"}, {"D01"}),
]


@pytest.mark.parametrize(("row", "fields", "expected"), MUTATIONS)
def test_exactly_the_expected_rules_change(
    row: int, fields: dict[str, Any], expected: set[str]
) -> None:
    """A code marked * may answer as well: the change touches what it measures."""
    found = {code for code, _ in _found(_mutated(row, **fields))}
    allowed = {code.rstrip("*") for code in expected}
    required = {code for code in expected if not code.endswith("*")}
    assert required <= found <= allowed


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"funding": {**GOOD["funding"], "total": 1000001}}, {"Y01"}),
        ({"funding": {**GOOD["funding"], "basic": [800000, 700000]}}, {"Y02"}),
        ({"goal": None}, {"F01"}),
        ({"year": None}, {"F01"}),
        ({"goal": GOOD["goal"] + "安排资金300万元。"}, {"Y03", "R04*"}),
        ({"tasks": [*GOOD["tasks"], ["编写教材", "编写校本教材2册"]]}, {"R01"}),
    ],
)
def test_exactly_the_expected_table_rules_change(table: dict[str, Any], expected: set[str]) -> None:
    found = {code for code, _ in _found(target_of({**GOOD, **table}))}
    allowed = {code.rstrip("*") for code in expected}
    required = {code for code in expected if not code.endswith("*")}
    assert required <= found <= allowed
