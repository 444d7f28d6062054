"""What cannot be read is refused with one clear sentence; text comes in any usual encoding."""

from contextlib import suppress
from pathlib import Path
from time import perf_counter

import pytest

from assistant.exceptions import NothingFoundError, UnreadableFileError
from assistant.intake import read_file, read_text

TABLE = """\
| 一级指标 | 二级指标 | 三级指标 | 指标值 |
|---|---|---|---|
| 产出指标 | 数量指标 | 举办培训班次 | ≥12场次 |
"""


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_text_in_any_usual_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "table.md"
    path.write_bytes(TABLE.encode(encoding))
    (row,) = read_file(path).targets[0].indicators
    assert (row.name, row.operator, row.value, row.unit) == ("举办培训班次", "≥", "12", "场次")


def test_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "table.md"
    path.write_bytes(TABLE.replace("\n", "\r\n").encode())
    assert read_file(path).targets[0].indicators[0].name == "举办培训班次"


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="找不到文件"):
        read_file(tmp_path / "no.md")


def test_folder(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="文件夹"):
        read_file(tmp_path)


@pytest.mark.parametrize("content", [b"", b" \n\t\n", b"\xef\xbb\xbf"])
def test_empty_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "empty.md"
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match="空的"):
        read_file(path)


@pytest.mark.parametrize("name", ["table.md", "table.txt", "table"])
def test_binary_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(bytes(range(256)) * 64)
    with pytest.raises(UnreadableFileError, match="不是文本"):
        read_file(path)


def test_unknown_format_names_those_that_are_read(tmp_path: Path) -> None:
    path = tmp_path / "form.xyz"
    path.write_text("内容", encoding="utf-8")
    with pytest.raises(UnreadableFileError, match=r"不认识.*\.md"):
        read_file(path)


def test_huge_file_is_refused_from_its_size_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.md"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(UnreadableFileError, match="200 MB.*上限 20 MB"):
        read_file(path)


@pytest.mark.parametrize(
    "content",
    [
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit.",
        "| a | b |\n|---|---|\n| 1 | 2 |\n",
        "预算年度:2023\n\n状态: 已审\n",
        "## 某某局整体支出绩效目标表\n",
    ],
)
def test_neither_table_nor_task(tmp_path: Path, content: str) -> None:
    path = tmp_path / "other.md"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(NothingFoundError, match="没有找到绩效指标表"):
        read_file(path)


def test_pasted_text_that_is_empty() -> None:
    with pytest.raises(UnreadableFileError, match="空的"):
        read_text("  \n ")


def test_a_table_whose_columns_run_together_is_no_list_of_tasks() -> None:
    text = "某某局绩效目标表\n一级指标二级指标三级指标指标值\n产出指标数量指标培训期数≥12期"
    with pytest.raises(NothingFoundError, match="分不开"):
        read_text(text)


def test_numbered_tasks_beside_another_table_are_taken() -> None:
    text = "1. 举办教师培训24场次\n2. 改造薄弱学校3所\n\n| 电话 | 姓名 |\n|---|---|\n| 1 | 张 |\n"
    (target,) = read_text(text).targets
    assert [task.content for task in target.tasks] == ["举办教师培训24场次", "改造薄弱学校3所"]


def test_more_rows_than_any_county_has_are_refused_at_once() -> None:
    with pytest.raises(UnreadableFileError, match="上限 20000 行"):
        read_text(TABLE + "|  |  | 举办培训班次 | ≥12场次 |\n" * 30_000)


@pytest.mark.parametrize(
    "text",
    [
        "单位" + " " * 100_000 + "：某局",
        "年度" + " " * 100_000 + "2024",
        TABLE + "|  |  | 培训" + " " * 100_000 + "班次 | ≥12场次 |\n",
        "数量指标：" + "培训" * 50_000 + "1",
        "数量指标：" + "，名称1" * 10_000,
        "| 三级指标 | 指标值 |\n|---|---|\n| 培训 | " + "一" * 50_000 + " |\n",
        "(" * 100_000,
        "<table>" * 1_000,
    ],
)
def test_nothing_that_is_pasted_keeps_the_reader_busy(text: str) -> None:
    began = perf_counter()
    with suppress(NothingFoundError, UnreadableFileError):
        read_text(text)
    assert perf_counter() - began < 5
