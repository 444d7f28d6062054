"""Rows out of whatever text a model sends, however it is cut into pieces."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.llm.rows import RowScanner, find_object

VALUE = st.one_of(st.none(), st.booleans(), st.integers(), st.text(), st.lists(st.text(max_size=5)))
ROW = st.dictionaries(st.text(min_size=1).filter(lambda key: key != "rows"), VALUE, min_size=1)


def scanned(text: str, piece: int = 10_000) -> list[Any]:
    scanner = RowScanner()
    pieces = [text[start : start + piece] for start in range(0, len(text), piece)]
    return [json.loads(row) for part in pieces for row in scanner.feed(part)]


@given(rows=st.lists(ROW, max_size=5), piece=st.integers(1, 40), indent=st.sampled_from([None, 2]))
def test_every_row_comes_out_whole_whatever_the_pieces(
    rows: list[dict[str, Any]], piece: int, indent: int | None
) -> None:
    text = json.dumps({"rows": rows}, ensure_ascii=False, indent=indent)
    assert scanned(text, piece) == rows


@given(rows=st.lists(ROW, min_size=1, max_size=4), cut=st.integers(min_value=0))
def test_a_cut_answer_gives_exactly_the_rows_before_the_cut(
    rows: list[dict[str, Any]], cut: int
) -> None:
    text = json.dumps({"rows": rows})
    text = text[: cut % len(text)]
    found = scanned(text)
    assert found == rows[: len(found)]
    closed = [len(json.dumps({"rows": rows[: n + 1]})) - 2 for n in range(len(rows))]
    assert len(found) == sum(end <= len(text) for end in closed)


@pytest.mark.parametrize(
    "text",
    [
        '好的，如下（共[2]行，见“{}”）：\n```json\n{"rows": [{"a": 1}, {"a": 2}]}\n```\n以上。',
        '[{"a": 1}, {"a": 2}]',
        '{"a": 1}\n{"a": 2}\n',
        '{"rows": "[{\\"a\\": 1}, {\\"a\\": 2}]"}',
        '<think>也许 [{"a": 9}]</think>{"rows": [{"a": 1}, {"a": 2}]}',
        '{"properties": {"rows": [{"a": 1}, {"a": 2}]}}',
        '{"rows": [{"a": 1}, "not a row", {"a": 2}]}',
    ],
)
@pytest.mark.parametrize("piece", [1, 3, 10_000])
def test_what_stands_around_the_rows_does_not_matter(text: str, piece: int) -> None:
    assert scanned(text, piece) == [{"a": 1}, {"a": 2}]


def test_a_broken_row_takes_nothing_else_with_it() -> None:
    scanner = RowScanner()
    rows = list(scanner.feed('{"rows": [{"a": 1}, {"a": oops}, {"a": 3}]}'))
    assert rows == ['{"a": 1}', '{"a": oops}', '{"a": 3}']
    assert scanner.unfinished is None


def test_a_row_that_does_not_close_is_known() -> None:
    scanner = RowScanner()
    assert list(scanner.feed('{"rows": [{"a": 1}, {"a": "2')) == ['{"a": 1}']
    assert scanner.unfinished == '{"a": "2'


def test_white_space_outside_strings_is_counted() -> None:
    scanner = RowScanner()
    list(scanner.feed('{"a": "' + " " * 30))
    assert scanner.blanks == 0
    list(scanner.feed('"' + "\n" * 25))
    assert scanner.blanks == 25


def test_the_last_object_counts() -> None:
    assert find_object('引用 {"a": 1}，结论是 {"a": {"b": 2}}。') == {"a": {"b": 2}}
    with pytest.raises(ValueError, match="no object"):
        find_object("{" * 5000)
