"""A report as titled sections of lines and tables, written alike in every format."""

from collections.abc import Iterator
from typing import NamedTuple

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from assistant.export.inert import markdown_text, terminal_text
from assistant.export.markdown import table as markdown_table
from assistant.export.prose import Prose


class Section(NamedTuple):
    """One part of a report.

    Attributes:
        title: heading, or "" for none.
        lines: paragraphs.
        rows: a table, header first; empty for none.
        widths: width of each column in half-width characters.
        bullets: the lines are a list.
    """

    title: str
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    widths: tuple[int, ...] = ()
    bullets: bool = True


class Pages(NamedTuple):
    """A whole report.

    Attributes:
        title: heading.
        lead: what stands under it.
        sections: its parts in order; those without lines and rows are left out.
        wide: landscape paper.
    """

    title: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]
    wide: bool = False

    @property
    def filled(self) -> Iterator[Section]:
        """The sections that say something."""
        return (section for section in self.sections if section.lines or section.rows)


def pages_markdown(pages: Pages) -> str:
    """The report as Markdown."""
    return "\n".join(_markdown(pages))


def _markdown(pages: Pages) -> Iterator[str]:
    yield f"# {markdown_text(pages.title)}"
    yield ""
    for line in pages.lead:
        yield markdown_text(line)
        yield ""
    for section in pages.filled:
        if section.title:
            yield f"## {markdown_text(section.title)}"
            yield ""
        for line in section.lines:
            yield f"- {markdown_text(line)}" if section.bullets else markdown_text(line)
            if not section.bullets:
                yield ""
        if section.lines and section.bullets:
            yield ""
        if section.rows:
            yield from markdown_table(section.rows)


def pages_view(pages: Pages) -> RenderableType:
    """The report for the terminal."""
    parts: list[RenderableType] = [Rule(Text(terminal_text(pages.title)), style="dim")]
    parts += [Prose(line) for line in pages.lead]
    for section in pages.filled:
        if section.title:
            parts.append(Text(f"\n{terminal_text(section.title)}", "bold"))
        parts += [Prose(line, indent=2 if section.bullets else 0) for line in section.lines]
        if section.rows:
            parts.append(_grid(section.rows))
    return Group(*parts)


def _grid(rows: tuple[tuple[str, ...], ...]) -> Table:
    grid = Table(box=SIMPLE_HEAD, padding=(0, 1), header_style="bold")
    for column in rows[0]:
        grid.add_column(terminal_text(column), overflow="fold")
    for row in rows[1:]:
        grid.add_row(*(Text(terminal_text(cell)) for cell in row))
    return grid
