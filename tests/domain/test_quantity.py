"""Operators, numbers and quantities are read in all the spellings that forms print."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.indicator import Operator
from assistant.domain.quantity import (
    OPERATOR_ALIASES,
    Quantity,
    normalise,
    read_number,
    read_operator,
    read_quantity,
)
from tests.domain.strategies import numbers, words

AT_LEAST, AT_MOST, RANGE = Operator.AT_LEAST, Operator.AT_MOST, Operator.RANGE


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("≥95%", Quantity(AT_LEAST, "95", "%")),
        (">=60亩", Quantity(AT_LEAST, "60", "亩")),
        ("≧90％", Quantity(AT_LEAST, "90", "%")),
        ("≥98百分比", Quantity(AT_LEAST, "98", "%")),
        ("不少于12场次", Quantity(AT_LEAST, "12", "场次")),
        ("1600元/亩", Quantity(None, "1600", "元/亩")),
        ("≥100元/人·次", Quantity(AT_LEAST, "100", "元/人·次")),
        ("95%以上", Quantity(AT_LEAST, "95", "%")),
        ("3个工作日以内", Quantity(AT_MOST, "3", "个工作日")),
        ("180天内", Quantity(AT_MOST, "180", "天")),
        ("±3%以内", Quantity(RANGE, "±3", "%")),
        ("90%-95%", None),
        ("90-95%", Quantity(RANGE, "90-95", "%")),
        ("2,630,574.00元", Quantity(None, "2630574.00", "元")),
        ("１２", Quantity(None, "12", None)),
        ("=3", Quantity(Operator.EQUAL, "3", None)),
        ("好坏", None),
        ("", None),
        ("10月30日前", None),
        ("第3条≥5", None),
    ],
)
def test_a_cell_that_says_how_much(cell: str, expected: Quantity | None) -> None:
    assert read_quantity(cell) == expected


@pytest.mark.parametrize("alias", OPERATOR_ALIASES)
def test_every_spelling_of_an_operator_is_read_with_blanks_around_it(alias: str) -> None:
    assert read_operator(f" {alias}　") is OPERATOR_ALIASES[alias]


@pytest.mark.parametrize("word", ["", "定性分析", "稳定性", "约", "≥≥", "大于 5"])
def test_words_that_only_contain_an_operator_are_none(word: str) -> None:
    assert read_operator(word) is None


@pytest.mark.parametrize("operator", Operator)
def test_every_operator_reads_back_as_itself(operator: Operator) -> None:
    assert read_operator(operator.value) is operator


@given(numbers)
def test_a_number_reads_back_with_and_without_separators_and_in_full_width(number: Decimal) -> None:
    assert read_number(str(number)) == number
    assert read_number(f"{number:,}") == number
    wide = str(number).translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789.-"})
    assert read_number(wide) == number


@pytest.mark.parametrize("text", ["", "十二", "1e3", "NaN", "inf", "12人", "1.2.3", "--1"])
def test_what_is_no_plain_number_is_none(text: str) -> None:
    assert read_number(text) is None


@given(
    st.sampled_from(["≥", "≤", "=", ">", "<"]),
    st.integers(0, 10**9),
    st.sampled_from(["%", "人次", "场", "元/亩", "万元", "个"]),
)
def test_a_printed_quantity_splits_into_its_three_parts(sign: str, number: int, unit: str) -> None:
    assert read_quantity(f"{sign}{number}{unit}") == Quantity(Operator(sign), str(number), unit)


@given(words)
def test_no_text_makes_the_readers_fail_and_normalising_twice_changes_nothing(text: str) -> None:
    read_quantity(text)
    read_operator(text)
    read_number(text)
    assert normalise(normalise(text)) == normalise(text)
