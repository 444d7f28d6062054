"""How often and how long are read from words, and prices per person and year are not."""

from decimal import Decimal

import pytest

from assistant.domain.frequency import read_durations, read_frequencies


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("每月开展学习", 12),
        ("每月15日前发放", 12),
        ("每季度2次", 8),
        ("每季度进行研判", 4),
        ("1次/月", 12),
        ("12次/年", 12),
        ("每半年", 2),
        ("每两月1次", 6),
        ("每月不少于2次", 24),
        ("一季一次", 4),
        ("按月发放", 12),
        ("每学期", 2),
    ],
)
def test_times_a_year(text: str, times: int) -> None:
    (frequency,) = read_frequencies(text)
    assert frequency.times_a_year == Decimal(times)


@pytest.mark.parametrize("text", ["平均每生每年3300元", "每年龄段", "1人/年", "按时发放", "元/月"])
def test_a_price_or_a_rate_is_no_frequency(text: str) -> None:
    assert read_frequencies(text) == ()


@pytest.mark.parametrize(
    ("text", "amount", "unit", "within"),
    [
        ("24小时内", 24, "小时", True),
        ("5个工作日内办结", 5, "工作日", True),
        ("30天", 30, "天", False),
        ("3个月内完成", 3, "月", True),
        ("1年", 1, "年", False),
        ("60日内", 60, "日", True),
    ],
)
def test_durations(text: str, amount: int, unit: str, within: bool) -> None:
    (duration,) = read_durations(text)
    assert (duration.amount, duration.unit, duration.within) == (amount, unit, within)


@pytest.mark.parametrize("text", ["5月3日", "2023年", "10月30日前", "18周岁"])
def test_dates_and_ages_are_no_durations(text: str) -> None:
    assert read_durations(text) == ()
