"""What reader tests compare: the cells of a form against the cells that a reader found."""

from assistant.intake.grid import Grid, SourceDocument
from tests.intake.forms import Form

Cells = dict[tuple[int, int, int, int], str]


def printed(form: Form) -> Cells:
    """The form's cells by place and span, line breaks inside a cell removed."""
    return {place: text.replace("\n", "") for place, text in form.texts().items()}


def found(grid: Grid, *, rows_above: int = 0) -> Cells:
    """The grid's cells likewise; ``rows_above`` is what the sheet prints over the form."""
    return {
        (cell.row - rows_above, *cell[1:4]): cell.text.replace("\n", "")
        for cell in grid.cells
        if cell.text and cell.row >= rows_above
    }


def only_grid(document: SourceDocument) -> Grid:
    """The one table of a document."""
    (grid,) = document.grids()
    return grid


def hidden_ways(document: SourceDocument) -> dict[str, str]:
    """Hidden text by its way."""
    return {one.how: one.text for one in document.hidden}


def all_text(document: SourceDocument) -> str:
    """Every word that a reader passes on."""
    cells = [cell.text for grid in document.grids() for cell in grid.cells]
    return "\n".join([*cells, *(line.text for line in document.lines())])
