"""Weights are exact for any input, kept within bounds where that can be, and say when it cannot."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.profile import Profile
from assistant.drafting.weights import WeightRow, balance
from assistant.profiles import load_profile, profile_names

LEVELS = ("产出指标", "效益指标", "满意度指标", "成本指标")
SHAPE = [
    *[WeightRow("产出指标", importance) for importance in (5, 4, 3, 3, 2)],
    *[WeightRow("效益指标", 3)] * 2,
    WeightRow("满意度指标", 3),
    WeightRow("成本指标", 3),
]

rows = st.builds(
    WeightRow,
    level1=st.sampled_from((*LEVELS, "其他指标")),
    importance=st.integers(-3, 9),
    locked=st.none(),
)


@pytest.mark.parametrize("name", profile_names())
def test_usual_table_follows_the_norm_and_importance(name: str) -> None:
    profile = load_profile(name)
    result = balance(SHAPE, profile)
    assert sum(result.weights) == profile.weight_total
    assert max(result.weights) <= profile.max_single_weight
    assert min(result.weights) > profile.min_single_weight
    outputs = result.weights[:5]
    assert list(outputs) == sorted(outputs, reverse=True)
    shares = {
        level: sum(w for row, w in zip(SHAPE, result.weights, strict=True) if row.level1 == level)
        for level in LEVELS
    }
    assert shares == {level: profile.level1_norm_with_cost[level] for level in LEVELS}


@given(st.lists(rows, min_size=1, max_size=60), st.sampled_from(profile_names()))
def test_sum_is_exact_and_bounds_hold_where_feasible(table: list[WeightRow], name: str) -> None:
    profile = load_profile(name)
    result = balance(table, profile)
    assert result.problem is None
    assert sum(result.weights) == profile.weight_total
    assert all(weight > 0 for weight in result.weights)
    count, total = len(table), profile.weight_total
    if profile.max_single_weight * count >= total:
        assert max(result.weights) <= profile.max_single_weight
    if profile.min_single_weight * count <= total:
        assert min(result.weights) >= profile.min_single_weight


locks = st.one_of(
    st.none(), st.decimals(min_value=0, max_value=120, places=2, allow_nan=False).map(Decimal)
)


@given(
    st.lists(st.builds(WeightRow, st.sampled_from(LEVELS), st.integers(1, 5), locks), max_size=60)
)
def test_locked_rows_stay_or_it_says_why_not(table: list[WeightRow]) -> None:
    profile = load_profile("sichuan")
    result = balance(table, profile)
    if result.problem is not None:
        assert result.weights == ()
        return
    assert sum(result.weights) == profile.weight_total
    for row, weight in zip(table, result.weights, strict=True):
        assert row.locked is None or weight == row.locked


@given(
    st.lists(rows, min_size=1, max_size=40),
    st.decimals(min_value=1, max_value=200, places=2, allow_nan=False),
)
def test_any_total_is_met_exactly(table: list[WeightRow], total: Decimal) -> None:
    profile = Profile(name="x", title_zh="x", title_en="x", weight_total=total)
    result = balance(table, profile)
    assert result.problem is None
    assert sum(result.weights) == total


def test_all_locked_at_the_total_is_fine() -> None:
    table = [WeightRow("产出指标", 3, Decimal(60)), WeightRow("效益指标", 3, Decimal(30))]
    assert balance(table, load_profile("sichuan")).weights == (Decimal(60), Decimal(30))


def test_all_locked_off_the_total_cannot_be() -> None:
    table = [WeightRow("产出指标", 3, Decimal(50))]
    problem = balance(table, load_profile("sichuan")).problem
    assert problem is not None and "锁定" in problem and "40" in problem


def test_one_row_gets_everything_and_says_so() -> None:
    result = balance([WeightRow("产出指标")], load_profile("sichuan"))
    assert result.weights == (Decimal(90),)
    assert any("放宽" in line for line in result.explanations)


def test_no_rows_is_said() -> None:
    assert balance([], load_profile("sichuan")).problem


def test_emphasis_moves_points_to_the_class() -> None:
    profile = load_profile("sichuan")
    plain = balance(SHAPE, profile)
    leaning = balance(SHAPE, profile, emphasis={"产出指标": Fraction(3, 2)})
    assert sum(leaning.weights[:5]) > sum(plain.weights[:5])
    assert sum(leaning.weights) == profile.weight_total


def test_explanation_names_each_class_with_its_norm() -> None:
    lines = balance(SHAPE, load_profile("sichuan")).explanations
    assert lines[0] == "产出指标5项，共40分（口径参考40分）"
