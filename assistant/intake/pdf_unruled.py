"""Tables without vertical lines on a PDF page."""

from collections.abc import Sequence
from typing import NamedTuple

from assistant.intake.geometry import Box
from assistant.intake.pdf_text import Glyph


class UnruledTable(NamedTuple):
    """A table told by its gaps alone."""

    box: Box
    cells: tuple[tuple[Box, str], ...]


def unruled_tables(
    lines: Sequence[Sequence[Glyph]], rules: Sequence[tuple[float, float, float]]
) -> list[tuple[UnruledTable, set[int]]]:
    """Tables among the lines of a page, with the indices of the lines that they use."""
    return []
