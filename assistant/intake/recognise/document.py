"""A whole document, top to bottom: which row belongs to whom, and where one form ends."""

import re
from collections.abc import Iterator
from itertools import groupby

from assistant.domain.target import PerformanceTarget, TargetDocument
from assistant.exceptions import NothingFoundError, UnreadableFileError
from assistant.intake.grid import Grid, SourceDocument, TextLine
from assistant.intake.recognise import labels, problems
from assistant.intake.recognise.align import align, looks_like_indicator
from assistant.intake.recognise.cells import Row, is_blank, rows_of, squash
from assistant.intake.recognise.columns import take_long_term
from assistant.intake.recognise.facts import Facts
from assistant.intake.recognise.form import Form
from assistant.intake.recognise.free_text import split_numbered, split_tasks
from assistant.intake.recognise.funding import FundingReader
from assistant.intake.recognise.headers import Header, find_header, floating_header
from assistant.intake.recognise.indicators import ReadRow
from assistant.intake.recognise.levels import Rank, read_level
from assistant.intake.recognise.prose import (
    grid_in_lines,
    is_squeezed_header,
    rows_in_lines,
    rows_in_text,
    task_lines,
    text_under_tasks,
    unwrapped,
)
from assistant.intake.recognise.roles import Role
from assistant.intake.recognise.sideways import (
    SidewaysColumn,
    find_sideways_header,
    read_sideways,
)
from assistant.intake.recognise.table import TableState
from assistant.intake.recognise.tasks import (
    PrintedTask,
    TaskHeader,
    find_task_header,
    read_task,
    refine_task_header,
)
from assistant.intake.recognise.values import read_sign
from assistant.messages import Message

_NOTHING = Message(
    zh="在“{name}”中没有找到绩效指标表，也没有找到年度任务；只看到{seen}。"
    "请提供含“三级指标、指标值”等栏目的表格，或每行写一项年度任务。",
    en="'{name}' holds neither an indicator table nor annual tasks; seen: {seen}. Send a table "
    "with columns such as 三级指标 and 指标值, or write one task per line.",
)


_TOO_MANY_ROWS = Message(
    zh="“{name}”有 {rows} 行，超过上限 {limit} 行，未读取。请按单位或项目拆成几个文件。",
    en="'{name}' has {rows} rows, more than {limit}; it was not read. Split it by unit or project.",
)
_MAX_ROWS = 20_000
"""A county's projects of a year are some thousand rows; this many take about five seconds."""
_NO_COLUMNS = Message(
    zh="“{name}”里有绩效指标表的文字，但各栏连在一起分不开（多为没有框线的 PDF）。"
    "请提供 Word、Excel 原件，或带框线的 PDF。",
    en="'{name}' holds the words of an indicator table, but its columns run together (a PDF "
    "without ruling lines, as a rule). Send the Word or Excel file, or a PDF with lines.",
)
_ENOUGH_ROWS = 200
_TEXT_GRID = 1_000_000
_PAGE_NUMBER = re.compile(
    r"第?\d{1,4}页?(?:[/,，共]*第?\d{0,4}页?)?|[-—]\d{1,4}[-—]|续表|接上页|（续）|\(续\)"
)


def recognise(document: SourceDocument, *, name: str = "文本") -> TargetDocument:
    """The targets that ``document`` holds.

    Raises:
        NothingFoundError: neither an indicator nor a task; says what was seen instead.
        UnreadableFileError: far more rows than any form has.
    """
    rows = sum(block.rows if isinstance(block, Grid) else 1 for block in document.blocks)
    if rows > _MAX_ROWS:
        raise UnreadableFileError(_TOO_MANY_ROWS, name=name, rows=rows, limit=_MAX_ROWS)
    reading = _Reading(document, name)
    targets = reading.read()
    if not targets:
        raise NothingFoundError(_NOTHING, name=name, seen=_seen(document))
    return TargetDocument(targets=tuple(targets))


def _seen(document: SourceDocument) -> str:
    grids = list(document.grids())
    if grids:
        first = next((cell.text for grid in grids for cell in grid.cells if cell.text.strip()), "")
        return f" {len(grids)} 个其他表格（首格“{first[:20]}”）"
    line = next((line.text for line in document.lines() if line.text.strip()), "")
    return f"文字“{line[:30]}”" if line else "空白内容"


class _Reading:
    """The state of one pass over a document."""

    def __init__(self, document: SourceDocument, name: str) -> None:
        blocks = (
            block._replace(text=squash(block.text)) if isinstance(block, TextLine) else block
            for block in document.blocks
        )
        self.document, self.name = document._replace(blocks=tuple(blocks)), name
        self.forms = [Form()]
        self.table: TableState | None = None
        self.task_header: TaskHeader | None = None
        self.in_tasks = False
        self.sheet: str | None = None
        self._rows_of_grid: list[Row] = []
        self._going_on: dict[int, bool] = {}
        self._sideways: tuple[SidewaysColumn, ...] = ()
        self._sideways_grid = -1

    @property
    def form(self) -> Form:
        return self.forms[-1]

    def read(self) -> list[PerformanceTarget]:
        grids = list(self.document.grids())
        number = 0
        for is_grid, group in groupby(
            self.document.blocks, key=lambda block: isinstance(block, Grid)
        ):
            blocks = list(group)
            if not is_grid:
                lines = [block for block in blocks if isinstance(block, TextLine)]
                self._read_lines(lines, grids[number] if number < len(grids) else None)
                continue
            for block in blocks:
                assert isinstance(block, Grid)
                self._read_grid(block, number)
                number += 1
        self._close_table()
        self._read_prose()
        self._note_hidden()
        targets: list[PerformanceTarget] = []
        for above, form in zip([None, *self.forms], self.forms, strict=False):
            if above is not None:
                form.inherit(above)
            if form.found_something:
                targets.extend(form.targets(read_by_ocr=self.document.read_by_ocr))
        return targets

    def _begin_form(self) -> None:
        self._close_table()
        self.forms.append(Form())
        self.table, self.task_header, self.in_tasks = None, None, False

    def _close_table(self) -> None:
        if self.table is not None:
            self.form.template_rows.extend(self.table.template_rows)
            self.form.problems.extend(self.table.problems)
            self.table.template_rows, self.table.problems = [], []

    def _read_lines(self, lines: list[TextLine], below: Grid | None) -> None:
        text = "\n".join(line.text for line in lines)
        rows: list[Row] = []
        if below is not None:
            other = Facts()
            other.take_text(text)
            self._begin_form_of(other)
            rows = list(rows_of(below, 0))
        for line in lines:
            self._begin_form_at(line.text, rows)
            self.form.facts.take_title(line.text)
        self.form.facts.take_text(text)
        self.form.funding.note_unit(text)
        if any(isinstance(block, Grid) for block in self.document.blocks):
            self.form.tasks.extend(split_tasks(text_under_tasks(lines)))

    def _begin_form_at(self, text: str, below: list[Row]) -> None:
        """Another title, or another project's label, below indicators begins another form.

        The same title begins one too where money or tasks stand ``below`` it: the next page of
        the same form would go on with indicators.
        """
        if not self.form.rows:
            return
        other = Facts()
        if other.take_title(text):
            same = _squeezed(text) == _squeezed(self.form.facts.title or "")
            if not same or _opens_a_form(below):
                self._begin_form()
        elif other.take_labelled(text) and other.project:
            self._begin_form_of(other)

    def _begin_form_of(self, other: Facts) -> None:
        """Begin another form where the labels name another project, or another unit."""
        own = self.form.facts
        new_project = other.project is not None and other.project != own.project
        new_unit = other.names_other_unit(own)
        if self.form.rows and (new_project or new_unit):
            self._begin_form()

    def _read_grid(self, grid: Grid, number: int) -> None:
        rows = self._rows_of_grid = list(rows_of(grid, number))
        at = 0
        while at < len(rows):
            row = rows[at]
            header = find_header(rows, at, grid.columns, self.form.facts.year)
            if header is not None:
                self._begin_table(header, rows[at + 1 :], row.anchor.sheet)
                at += 1
                while at < len(rows) and rows[at].place <= header.last_row:
                    at += 1
                continue
            if _begins_opinions(row):
                self._close_table()
                self.table = None
                at = next(self._headers_below(rows, at, grid.columns), len(rows))
                continue
            if not self._read_sideways(rows, at):
                self._read_row(row)
            at += 1

    def _headers_below(self, rows: list[Row], at: int, width: int) -> Iterator[int]:
        for place in range(at + 1, len(rows)):
            if find_header(rows, place, width, self.form.facts.year) is not None:
                yield place

    def _read_sideways(self, rows: list[Row], at: int) -> bool:
        """Take a row of a table whose columns are headed by level names, or such a header."""
        row = rows[at]
        if self.table is not None and self.table.header.grid == row.grid:
            return False
        above = rows[at - 1] if at else None
        columns = find_sideways_header(row, above)
        if columns is not None:
            self._close_table()
            self.table, self._sideways, self._sideways_grid = None, columns, row.grid
            return True
        if not self._sideways or row.grid != self._sideways_grid or _leaves_table(row):
            self._sideways = ()
            return False
        self.form.rows.extend(read_sideways(row, self._sideways))
        return True

    def _begin_table(self, header: Header, below: list[Row], sheet: str | None) -> None:
        self.in_tasks = False
        if self.form.rows and sheet != self.sheet:
            self._begin_form()
        self.sheet = sheet
        if self.table is not None and _same_columns(self.table.header, header):
            self.table.header = header
            return
        self._close_table()
        if _annual_is_empty(header, below):
            header = header._replace(columns=take_long_term(header.columns))
            self.form.problems.append(problems.problem(problems.LONG_TERM_TAKEN))
        budget = next((one.text for one in header.columns if one.role is Role.BUDGET), "")
        self.form.budget_label = self.form.budget_label or budget
        self.table = TableState(header, printed_levels=_levels_are_local(header, below))

    def _read_row(self, row: Row) -> None:
        if self._read_task_row(row) or self._is_page_header(row):
            return
        if self.table is not None:
            if not _leaves_table(row) and self._goes_on(row):
                read = self.table.read(row)
                if read is not None:
                    self.form.rows.append(read)
                return
            self._close_table()
            self.table = None
        if len(row.own) == 1:
            self._begin_form_at(row.own[0].text, self._below(row))
            if self.form.facts.take_title(row.own[0].text):
                return
        other = Facts()
        if other.read(row):
            self._begin_form_of(other)
        money, facts = self.form.funding.read(row), self.form.facts.read(row)
        if self._read_spelled(row) or money or facts:
            return
        self._begin_table_without_header(row)

    def _is_page_header(self, row: Row) -> bool:
        """A page's title or number inside the table is neither a row nor the end of it."""
        if self.table is None or len(row.own) != 1:
            return False
        text = row.own[0].text
        title = _squeezed(self.form.facts.title or "")
        if not _PAGE_NUMBER.fullmatch(_squeezed(text)) and (
            _squeezed(text) != title or _opens_a_form(self._below(row))
        ):
            return False
        self.form.problems.append(problems.problem(problems.PAGE_HEADER, printed=text))
        return True

    def _below(self, row: Row) -> list[Row]:
        return [other for other in self._rows_of_grid if other.place > row.place]

    def _goes_on(self, row: Row) -> bool:
        """Whether a table on a page without a header goes on with the indicators."""
        assert self.table is not None
        if row.grid == self.table.header.grid or self.table.header.floating:
            return True
        if row.grid not in self._going_on:
            rows = self._rows_of_grid
            likely = sum(looks_like_indicator(one) for one in rows)
            self._going_on[row.grid] = likely * 2 >= len(rows)
        return self._going_on[row.grid]

    def _begin_table_without_header(self, row: Row) -> None:
        """Rows whose header is lost are read by what they hold, if an operator or level says so."""
        levelled = any(
            "指标" in token.text and read_level(token.text) is not None for token in row.own
        )
        signed = any(read_sign(token.text) is not None for token in row.own)
        if self.form.rows or self.in_tasks or len(row.own) < 3 or not (levelled or signed):
            return
        if not looks_like_indicator(row):
            return
        header = floating_header(row)
        self.table = TableState(header, printed_levels=False)
        self.form.problems.append(problems.problem(problems.HEADER_LOST))
        read = self.table.read(row)
        if read is not None:
            self.form.rows.append(read)

    def _read_spelled(self, row: Row) -> bool:
        """Indicators spelled out inside one cell."""
        found: list[ReadRow] = []
        for token in row.own:
            if len(token.raw) > 12:
                found.extend(rows_in_text(unwrapped(token.raw), [0], [row.anchor]))
        if len(found) < 2 and not any("【" in token.raw for token in row.own):
            return False
        self.form.rows.extend(found)
        return bool(found)

    def _read_task_row(self, row: Row) -> bool:
        header = find_task_header(row)
        if header is not None:
            self.task_header, self.in_tasks = header, True
            self.form.note_currency(row)
            return True
        if not self.in_tasks or self.task_header is None:
            return self._read_listed_tasks(row)
        if refine_task_header(self.task_header, row):
            return True
        if _leaves_tasks(row):
            self.in_tasks = False
            return False
        task = read_task(row, self.task_header)
        if task is not None:
            self.form.tasks.append(task)
        return True

    def _read_listed_tasks(self, row: Row) -> bool:
        """``年度主要任务 | 1.… 2.…`` in one cell, without a header of its own."""
        own = row.own
        if self.table is not None or len(own) < 2 or not labels.is_kind(own[0].text, "tasks"):
            return False
        if any(labels.kinds_of(token.text) for token in own[1:]):
            return False
        if len(own) == 2:
            self.form.tasks.extend(split_tasks(own[1].raw) or [PrintedTask(None, own[1].text)])
        else:
            self.form.tasks.append(PrintedTask(own[1].text, own[2].text))
        content = own[2].column if len(own) > 2 else None
        self.task_header = TaskHeader(row.grid, own[1].column, content, None)
        self.in_tasks = True
        return True

    def _read_prose(self) -> None:
        """Text without a usable table: a table set with blanks, spelled-out indicators, tasks."""
        if any(form.found_something for form in self.forms):
            return
        lines = list(self.document.lines())
        grid = grid_in_lines(lines)
        if grid is not None:
            self._read_grid(grid, _TEXT_GRID)
            self._close_table()
        if not self.form.rows:
            self.form.rows.extend(rows_in_lines(lines))
        if self.form.found_something:
            return
        if any(is_squeezed_header(line.text) for line in lines):
            raise NothingFoundError(_NO_COLUMNS, name=self.name)
        text = task_lines(lines, self.form.facts.title)
        split = split_numbered if list(self.document.grids()) else split_tasks
        self.form.tasks.extend(split(text))

    def _note_hidden(self) -> None:
        """Report hidden text once, on the first form that is read at all."""
        first = next((form for form in self.forms if form.found_something), self.forms[0])
        for hidden in self.document.hidden:
            first.problems.append(
                problems.problem(
                    problems.HIDDEN_TEXT,
                    code=problems.HIDDEN,
                    evidence=hidden.text,
                    text=hidden.text[:80],
                    how=problems.HOW_HIDDEN.get(hidden.how, hidden.how),
                )
            )


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _opens_a_form(rows: list[Row]) -> bool:
    """Whether money or the head of tasks stands above the first indicators of ``rows``."""
    money = FundingReader()
    for place, row in enumerate(rows):
        if find_header(rows, place, max((t.end for t in row.own), default=1)) is not None:
            return False
        if find_task_header(row) is not None or money.read(row):
            return True
    return False


def _same_columns(one: Header, other: Header) -> bool:
    """A header printed again on the next page goes on with the same table."""
    return [(column.role, column.text) for column in one.columns] == [
        (column.role, column.text) for column in other.columns
    ]


def _annual_is_empty(header: Header, below: list[Row]) -> bool:
    """Whether the columns of the longer period are filled and the annual ones never are."""
    held = {column.held for column in header.columns if column.held is not None}
    filled_long = filled_annual = False
    for row in below:
        if not held or row.grid != header.grid:
            break
        for token in row.own:
            if is_blank(token.text):
                continue
            for column in header.columns:
                if column.start <= token.column < column.end:
                    filled_long = filled_long or column.held is not None
                    filled_annual = filled_annual or column.role in held
    return filled_long and not filled_annual


def _levels_are_local(header: Header, below: list[Row]) -> bool:
    """Whether most names in the level 1 column usually stand on level 2 (the 发改 form)."""
    usual = local = 0
    for row in below[:_ENOUGH_ROWS]:
        if row.grid != header.grid or find_header([row], 0, header.width):
            break
        found = align(row, header, printed_levels=True)
        for role, rank in ((Role.LEVEL1, Rank.LEVEL1), (Role.LEVEL2, Rank.LEVEL2)):
            token = found.role(role)
            level = read_level(token.text) if token is not None and not token.inherited else None
            if level is not None and level.rank is not Rank.BOTH:
                usual += level.rank is rank
                local += level.rank is not rank
    return local > usual


def _leaves_table(row: Row) -> bool:
    """Whether a row below indicators belongs to something else on the form."""
    own = row.own
    kinds = [labels.kinds_of(token.text) for token in own]
    if "end" in kinds[0] or any("end" in found for found in kinds[:2]) and len(own) <= 2:
        return True
    if kinds[0] & {"project", "unit", "year", "status", "department"} and len(own) > 1:
        return True
    if sum("other_header" in found for found in kinds) >= 2:
        return True
    if own[0].text.startswith(("注：", "注:", "填表说明", "备注：", "备注:", "说明：")):
        return True
    return len(own) == 1 and re.search(r"绩效.{0,10}表$", own[0].text) is not None


def _begins_opinions(row: Row) -> bool:
    """Whether a row heads a list of review opinions, whose cells quote a form without being one."""
    kinds = (labels.kinds_of(token.text) for token in row.own)
    return sum("opinion" in found for found in kinds) >= 2


def _leaves_tasks(row: Row) -> bool:
    """Whether a row below tasks begins something else: the goal, the indicators, the money."""
    for token in row.own:
        kinds = labels.kinds_of(token.text)
        money = any(kind.startswith("funding.") for kind in kinds) and len(token.text) > 2
        if money or kinds & {"goal", "goal_long", "notes", "end", "project", "unit"}:
            return True
        level = read_level(token.text)
        if level is not None and "指标" in token.text:
            return True
    return False
