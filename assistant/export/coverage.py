"""The coverage map as data, as a report and as a picture (SVG, no library, no outside font)."""

import json
from collections.abc import Iterator, Sequence
from html import escape

from assistant.domain.coverage import CoverageMap
from assistant.export import wording
from assistant.export.inert import text_width, xml_text
from assistant.export.pages import Pages, Section
from assistant.export.sheets import headline
from assistant.messages import Language, Message

_TITLE = Message(zh="任务、目标、资金覆盖图", en="Coverage of tasks, goal and money")
_TASKS = Message(zh="年度任务由哪些指标衡量", en="Tasks and the rows that measure them")
_PROMISES = Message(zh="目标承诺由哪些指标衡量", en="Promises and the rows that measure them")
_MONEY = Message(zh="资金由哪些指标衡量", en="Money")
_ROWS = Message(zh="不能作为依据的指标", en="Rows that are no evidence")
_NONE = Message(zh="没有指标", en="none")
_CATCH_ALL = Message(zh="兜底任务，不要求对应指标", en="a catch-all: nothing can be asked of it")
_TASK_COLUMNS = (
    Message(zh="任务", en="Task"),
    Message(zh="金额", en="Amount"),
    Message(zh="指标", en="Rows"),
)
_PROMISE_COLUMNS = (Message(zh="承诺", en="Promise"), Message(zh="指标", en="Rows"))
_MONEY_COLUMNS = (
    Message(zh="资金", en="Money"),
    Message(zh="金额", en="Amount"),
    Message(zh="占比", en="Share"),
    Message(zh="有无指标", en="Measured"),
)
_YES, _NO = Message(zh="有", en="yes"), Message(zh="无", en="no")
_CATCH_ALL_ROWS = Message(
    zh="兜底指标：{rows}，不算覆盖", en="catch-alls: {rows}; they do not count"
)
_LOOSE = Message(
    zh="与任务和目标都对不上的指标：{rows}", en="rows of no task and no promise: {rows}"
)
_UNMEASURED = Message(zh="{share}% 的资金没有指标衡量", en="{share}% of the money is not measured")

_CELL, _TOP, _LEFT, _FONT = 26, 190, 330, 13
_FAMILY = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','SimSun',sans-serif"
_INK, _PALE, _GOOD, _BAD, _GREY = "#222222", "#dddddd", "#2f7d4f", "#c0392b", "#999999"
_NAME_WIDTH, _HEAD_WIDTH, _BAR = 40, 22, 300


def coverage_json(maps: Sequence[CoverageMap]) -> str:
    """Every map without its table."""
    data = {
        "coverage": [
            {
                **one.model_dump(mode="json", exclude={"target"}),
                "unit": one.target.unit.name,
                "project": one.target.project,
                "unmeasured_share": one.unmeasured_share,
            }
            for one in maps
        ]
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def coverage_pages(one: CoverageMap, language: Language) -> Pages:
    """The map as a report."""
    lead = [headline(one.target, language)]
    if one.unmeasured_share:
        lead.append(_UNMEASURED.text(language, share=f"{one.unmeasured_share * 100:.1f}"))
    sections = (
        _section(_TASKS, _TASK_COLUMNS, list(_task_rows(one, language)), (60, 16, 24), language),
        _section(
            _PROMISES,
            _PROMISE_COLUMNS,
            [(item.text, _named(item.rows, language)) for item in one.promises],
            (72, 28),
            language,
        ),
        _section(
            _MONEY, _MONEY_COLUMNS, list(_money_rows(one, language)), (40, 25, 15, 20), language
        ),
        Section(_ROWS.text(language), tuple(_no_evidence(one, language))),
    )
    return Pages(_TITLE.text(language), tuple(lead), sections)


def _section(
    title: Message,
    columns: Sequence[Message],
    rows: list[tuple[str, ...]],
    widths: tuple[int, ...],
    language: Language,
) -> Section:
    header = tuple(column.text(language) for column in columns)
    return Section(title.text(language), rows=(header, *rows) if rows else (), widths=widths)


def _task_rows(one: CoverageMap, language: Language) -> Iterator[tuple[str, ...]]:
    for task in one.tasks:
        rows = _CATCH_ALL.text(language) if task.catch_all else _named(task.rows, language)
        yield f"{task.id} {task.name}", f"{task.amount or ''}", rows


def _money_rows(one: CoverageMap, language: Language) -> Iterator[tuple[str, ...]]:
    for block in one.money:
        measured = (_YES if block.measured else _NO).text(language)
        yield block.name, f"{block.amount}", f"{block.share * 100:.1f}%", measured


def _no_evidence(one: CoverageMap, language: Language) -> Iterator[str]:
    if one.catch_alls:
        yield _CATCH_ALL_ROWS.text(language, rows=wording.rows_text(one.catch_alls, language))
    if one.loose:
        yield _LOOSE.text(language, rows=wording.rows_text(one.loose, language))


def _named(rows: Sequence[str], language: Language) -> str:
    return wording.rows_text(rows, language) if rows else _NONE.text(language)


def coverage_svg(one: CoverageMap, language: Language) -> str:
    """The map as a picture: rows down, tasks and promises across, a dot where one measures."""
    width = _LEFT + _CELL * (len(one.tasks) + len(one.promises) + 1) + 60
    grid = _TOP + _CELL * len(one.target.indicators)
    height = grid + 70 + 30 * max(len(one.money), 1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{max(width, 760)}" height="{height}" '
        f'font-family="{_FAMILY}" font-size="{_FONT}" role="img">',
        f"<title>{_safe(_TITLE.text(language))}</title>",
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        _text(16, 28, f"{_TITLE.text(language)}　{headline(one.target, language)}", size=16),
        *_columns(one),
        *_lines(one),
        *_bars(one, grid + 40, language),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _columns(one: CoverageMap) -> Iterator[str]:
    """Headers set upright, red where nothing measures them."""
    names = [(f"{task.id} {task.name}", bool(task.rows), task.catch_all) for task in one.tasks]
    names += [(item.text, bool(item.rows), False) for item in one.promises]
    for number, (name, covered, catch_all) in enumerate(names):
        x = _column_x(one, number)
        colour = _GREY if catch_all else _INK if covered else _BAD
        yield (
            f'<text transform="translate({x + 4},{_TOP - 10}) rotate(-60)" fill="{colour}">'
            f"{_safe(_cut(name, _HEAD_WIDTH))}</text>"
        )


def _lines(one: CoverageMap) -> Iterator[str]:
    bottom = _TOP + _CELL * len(one.target.indicators)
    columns = [task.rows for task in one.tasks] + [item.rows for item in one.promises]
    for number in range(len(columns)):
        x = _column_x(one, number)
        yield f'<line x1="{x}" y1="{_TOP}" x2="{x}" y2="{bottom}" stroke="{_PALE}"/>'
    for place, row in enumerate(one.target.indicators):
        y = _TOP + _CELL * place + _CELL // 2
        colour = _GREY if row.id in one.catch_alls else _INK
        yield _text(16, y + 5, _cut(f"{place + 1} {row.name or ''}", _NAME_WIDTH), colour=colour)
        end = _column_x(one, len(columns))
        yield f'<line x1="{_LEFT}" y1="{y}" x2="{end}" y2="{y}" stroke="{_PALE}"/>'
        for number, rows in enumerate(columns):
            if row.id in rows:
                yield f'<circle cx="{_column_x(one, number)}" cy="{y}" r="7" fill="{_GOOD}"/>'


def _column_x(one: CoverageMap, number: int) -> int:
    """Promises stand a little apart from the tasks."""
    gap = 20 if number >= len(one.tasks) else 0
    return _LEFT + _CELL * number + _CELL // 2 + gap


def _bars(one: CoverageMap, top: int, language: Language) -> Iterator[str]:
    for place, block in enumerate(one.money):
        y = top + 30 * place
        colour = _GOOD if block.measured else _BAD
        length = max(2, round(_BAR * min(block.share, 1.0)))
        told = (_YES if block.measured else _NO).text(language)
        label = _MONEY_COLUMNS[3].text(language)
        yield _text(16, y + 14, _cut(block.name, _NAME_WIDTH))
        yield f'<rect x="{_LEFT}" y="{y}" width="{_BAR}" height="18" fill="{_PALE}"/>'
        yield f'<rect x="{_LEFT}" y="{y}" width="{length}" height="18" fill="{colour}"/>'
        yield _text(
            _LEFT + _BAR + 10, y + 14, f"{block.share * 100:.1f}%　{label}：{told}", colour=colour
        )


def _text(x: int, y: int, text: str, *, colour: str = _INK, size: int = _FONT) -> str:
    return f'<text x="{x}" y="{y}" fill="{colour}" font-size="{size}">{_safe(text)}</text>'


def _safe(text: str) -> str:
    return escape(xml_text(text.replace("\n", " ")))


def _cut(text: str, width: int) -> str:
    kept = ""
    for character in text:
        if text_width(kept + character) > width:
            return f"{kept}…"
        kept += character
    return kept
