"""Lines of text without a table: rows set with blanks, indicators in sentences, plain tasks."""

import re
from bisect import bisect_right

from assistant.domain.indicator import Indicator, SourceAnchor
from assistant.intake.grid import Cell, Grid, TextLine
from assistant.intake.recognise import labels
from assistant.intake.recognise.indicators import ReadRow
from assistant.intake.recognise.levels import read_level
from assistant.intake.recognise.roles import LEVELS, read_role
from assistant.intake.recognise.running_text import SpelledIndicator, find_indicators, statements
from assistant.intake.recognise.units import unit_in_name

_GAPS = (
    re.compile(r"\s{2,}|　+|\t"),
    re.compile(r"\s+"),
    re.compile(r"\s*[,，](?!\d{3}(?!\d))\s*"),
)
_FACTS = {"unit", "department", "project", "year", "status", "goal", "goal_long", "notes"}
_HEADER_WORDS = re.compile(r"[一二三]级指标|指标值|目标值|指标内容|指标性质|度量单位|权重|分值")
_MIN_COLUMNS = 3
_FULL_LINE = 0.85
_SHORT_LINE = 15
_SENTENCE_ENDS = frozenset("。；;：:！!？?")


def grid_in_lines(lines: list[TextLine]) -> Grid | None:
    """A table whose columns are set with blanks, as a copy from a PDF gives it, or None."""
    for at, line in enumerate(lines):
        for gap in _GAPS:
            heads = gap.split(line.text.strip())
            roles = [role for head in heads if (role := read_role(head)) is not None]
            if len(roles) >= _MIN_COLUMNS and set(roles) & set(LEVELS):
                return _grid(lines[at:], len(heads), gap)
    return None


def is_squeezed_header(text: str) -> bool:
    """Whether a line prints the header of an indicator table with nothing between its columns."""
    plain = re.sub(r"\s", "", text)
    return len(_HEADER_WORDS.findall(plain)) >= _MIN_COLUMNS


def _grid(lines: list[TextLine], width: int, gap: re.Pattern[str]) -> Grid:
    cells: list[Cell] = []
    rows = 0
    for row, line in enumerate(lines):
        texts = gap.split(line.text.strip())
        if not line.text.strip():
            continue
        rows = row + 1
        first = max(0, width - len(texts)) if texts[0] and read_level(texts[0]) is None else 0
        for column, text in enumerate(texts):
            if text:
                cells.append(Cell(row, first + column, 1, 1, text, line.anchor))
    columns = max(cell.column + 1 for cell in cells)
    return Grid(tuple(cells), rows, max(width, columns))


def unwrapped(text: str) -> str:
    """``text`` with the line breaks taken out that only the width of its cell made.

    Such lines are all about as long as the longest, and some break inside a sentence.
    """
    lines = [line.strip() for line in text.split("\n")]
    longest = max(len(line) for line in lines)
    full = all(len(line) >= _FULL_LINE * longest for line in lines[:-1])
    broken = any(line and line[-1] not in _SENTENCE_ENDS for line in lines[:-1])
    return "".join(lines) if full and broken and longest > _SHORT_LINE else text


def rows_in_text(text: str, starts: list[int], anchors: list[SourceAnchor]) -> list[ReadRow]:
    """The indicators that ``text`` spells out.

    Args:
        text: the words searched.
        starts: offsets at which its lines begin.
        anchors: where each of those lines stands.
    """
    return [
        _row(found, anchors[max(0, bisect_right(starts, found.offset) - 1)])
        for found in find_indicators(text)
    ]


def rows_in_lines(lines: list[TextLine]) -> list[ReadRow]:
    """The indicators that lines of text spell out, each with its line."""
    starts, length = [], 0
    for line in lines:
        starts.append(length)
        length += len(line.text) + 1
    text = "\n".join(line.text for line in lines)
    return rows_in_text(text, starts, [line.anchor for line in lines])


def _row(found: SpelledIndicator, anchor: SourceAnchor) -> ReadRow:
    value = found.value
    unit = value.unit if value else None
    if value is not None and unit is None and value.value[:1].isdigit():
        unit = unit_in_name(found.name)
    indicator = Indicator(
        id="I0",
        level1=found.level1,
        level2=found.level2,
        name=found.name,
        operator=value.operator if value else None,
        value=value.value if value else None,
        unit=unit,
        source=anchor,
    )
    return ReadRow(indicator, (), found.text, {}, found.numbered, None, 0)


def stated_row(
    text: str, level1: str | None, level2: str | None, anchor: SourceAnchor
) -> list[ReadRow]:
    """The indicators that one cell states under level names printed elsewhere."""
    return [_row(found, anchor) for found in statements(text, level1, level2)]


def text_under_tasks(lines: list[TextLine]) -> str:
    """The lines that stand under the label 年度主要任务, up to the next label."""
    kept: list[str] = []
    inside = False
    for line in lines:
        found = labels.split_label(line.text)
        if labels.is_kind(line.text, "tasks"):
            inside = True
        elif found is not None and labels.is_kind(found[0], "tasks"):
            inside = True
            kept.append(found[1])
        elif labels.kinds_of(found[0] if found is not None else line.text) & _FACTS:
            inside = False
        elif inside:
            kept.append(line.text)
    return "\n".join(kept)


def task_lines(lines: list[TextLine], title: str | None) -> str:
    """The lines that can be tasks: the title and labelled lines (单位：…) left out."""
    kept = []
    for line in lines:
        for part in line.text.split("\n"):
            plain = part.strip()
            found = labels.split_label(plain)
            if title is not None and plain == title:
                continue
            if found is None or not labels.kinds_of(found[0]) & _FACTS:
                kept.append(plain)
    return "\n".join(kept)
