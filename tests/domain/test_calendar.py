"""Dates, periods and deadlines are found wherever forms write them, and nothing else is."""

import pytest

from assistant.domain.calendar import Bound, Moment, read_calendar, read_small_number


@pytest.mark.parametrize(
    ("text", "last", "bound"),
    [
        ("10月30日前完成对学校教师培训", Moment(None, 10, 30), Bound.BY),
        ("12月底到位", Moment(None, 12, 31), Bound.BY),
        ("9月前", Moment(None, 9), Bound.BY),
        ("十二月底前", Moment(None, 12, 31), Bound.BY),
        ("11月20号之前", Moment(None, 11, 20), Bound.BY),
        ("2023年12月31日前", Moment(2023, 12, 31), Bound.BY),
        ("12.31前", Moment(None, 12, 31), Bound.BY),
        ("年底前", Moment(None, 12, 31), Bound.BY),
        ("2023年底", Moment(2023, 12, 31), Bound.BY),
        ("一季度末前", Moment(None, 3, 31), Bound.BY),
        ("2022年以前", Moment(2021, 12, 31), Bound.BY),
        ("第三季度", Moment(None, 9, 31), Bound.IN),
        ("上半年", Moment(None, 6, 31), Bound.IN),
        ("5月中旬", Moment(None, 5, 20), Bound.IN),
        ("2024-03", Moment(2024, 3), Bound.IN),
        ("20231231", Moment(2023, 12, 31), Bound.IN),
        ("2023年度", Moment(2023), Bound.IN),
        ("1月1日起", Moment(None, 1, 1), Bound.FROM),
    ],
)
def test_reads_one_expression(text: str, last: Moment, bound: Bound) -> None:
    (mention,) = read_calendar(text)
    assert (mention.last, mention.bound) == (last, bound)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020.1.1-2020.12.31", Moment(2020, 1, 1), Moment(2020, 12, 31)),
        ("2023年1月至12月", Moment(2023, 1), Moment(2023, 12)),
        ("10月－11月", Moment(None, 10), Moment(None, 11)),
        ("2021-2025年", Moment(2021), Moment(2025)),
    ],
)
def test_two_dates_joined_are_one_period(text: str, first: Moment, last: Moment) -> None:
    (mention,) = read_calendar(text)
    assert (mention.first, mention.last, mention.bound) == (first, last, Bound.IN)


@pytest.mark.parametrize(
    "text",
    ["6个月", "每月15日前发放", "第3月", "增长2.5个百分点", "13月", "2597934.00", "年龄", "一年级"],
)
def test_leaves_alone_what_is_no_date(text: str) -> None:
    assert read_calendar(text) == ()


def test_offsets_point_into_the_text() -> None:
    text = "完成培训，10月30日前验收"
    (mention,) = read_calendar(text.replace("，", ","))
    assert text[mention.start : mention.end] == mention.text == "10月30日前"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十二", 12),
        ("三十", 30),
        ("二十一", 21),
        ("12", 12),
        ("两", 2),
        ("百", None),
        ("十十", None),
    ],
)
def test_small_numbers(text: str, number: int | None) -> None:
    assert read_small_number(text) == number
