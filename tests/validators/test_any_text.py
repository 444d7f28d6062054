"""Whatever a cell holds, no rule breaks, and a pasted page is read in bounded time."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain.indicator import Indicator, Operator
from assistant.domain.target import AnnualTask, PerformanceTarget
from assistant.profiles import load_profile
from assistant.validators.context import RuleContext
from assistant.validators.engine import run_rules
from assistant.validators.registry import all_rules

PIECES = [
    "完成",
    "10月30日前",
    "2023年",
    "2024-03",
    "满意度",
    "率",
    "≥",
    "95",
    "%",
    "上级",
    "下达",
    "各项",
    "工作",
    "任务",
    "、",
    "，",
    "。",
    "（",
    "）",
    "**",
    "指标1：",
    "12",
    "月底",
    "每月",
    "1次/月",
    "万元",
    "元/人",
    "优",
    "良",
    "差",
    "好",
    "坏",
    "不",
    "未",
    "投诉",
    "故障",
    "提升",
    "社会稳定",
    "发展",
    "2020.1.1-2020.12.31",
    "0",
    "-5",
    "１２",
    "±3%以内",
    "十二",
    "等工作",
    "13月",
    "32日",
    "20231399",
    "/",
    "—",
    "第三季度",
    "成本",
    "培训",
    "人次",
]
TEXT = st.none() | st.lists(st.sampled_from(PIECES), max_size=8).map("".join) | st.text(max_size=12)
LEVEL1 = st.sampled_from(["产出指标", "效益指标", "满意度指标", "成本指标", None])
LEVEL2 = st.sampled_from(
    ["数量指标", "质量指标", "时效指标", "成本指标", "社会效益指标", "经济成本指标", None]
)
ROW = st.builds(
    Indicator,
    id=st.just("I1"),
    level1=LEVEL1,
    level2=LEVEL2,
    name=TEXT,
    operator=st.none() | st.sampled_from(Operator),
    value=TEXT,
    unit=TEXT,
    direction=TEXT,
    note=TEXT,
)
BROKEN = "自身出错"


def broken(target: PerformanceTarget) -> list[str]:
    run = run_rules(all_rules(), RuleContext(target, load_profile("national-2021")))
    return [finding.code for finding in run.findings if BROKEN in finding.message]


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(ROW, max_size=4), goal=TEXT, task=TEXT)
def test_no_rule_breaks(rows: list[Indicator], goal: str | None, task: str | None) -> None:
    numbered = tuple(row.model_copy(update={"id": f"I{n}"}) for n, row in enumerate(rows, 1))
    tasks = (AnnualTask(id="T1", name=task, content=goal),)
    assert broken(PerformanceTarget(year=2023, goal=goal, tasks=tasks, indicators=numbered)) == []


@pytest.mark.parametrize(
    "piece", ["上级部门", "培训、", "10月30日前", "优良中差", "（", "1", "投诉"]
)
def test_a_pasted_page_in_a_cell_is_bounded(piece: str) -> None:
    page = piece * 20_000
    row = Indicator(
        id="I1", level1="效益指标", level2="时效指标", name=page, value=page, note=page, unit="个"
    )
    target = PerformanceTarget(
        year=2023, goal=page, tasks=(AnnualTask(id="T1", content=page),), indicators=(row,)
    )
    started = time.perf_counter()
    assert broken(target) == []
    assert time.perf_counter() - started < 10
