"""One message to the workbench, and what it asks for."""

from pathlib import Path
from typing import NamedTuple

from assistant.app.drafts import Head
from assistant.app.workbench import wording
from assistant.exceptions import InputError


class Said(NamedTuple):
    """One message and the fields beside the conversation.

    Attributes:
        text: what was typed or pasted.
        path: the file that was dropped, if any.
        unit: the field for the unit's name.
        year: the field for the budget year.
    """

    text: str
    path: Path | None = None
    unit: str = ""
    year: str = ""

    @property
    def shown(self) -> str:
        """The message as the conversation shows it."""
        name = self.path.name if self.path else ""
        return "\n".join(part for part in (name, self.text.strip()) if part)

    @property
    def asks_to_redraft(self) -> bool:
        """It says 重新起草."""
        return self.path is None and self.text.strip(" 。.！!\n") in wording.REDRAFT

    @property
    def asks_to_undo(self) -> bool:
        """It says 撤销."""
        return self.path is None and self.text.strip(" 。.！!\n") in wording.UNDO_WORDS

    @property
    def is_one_line(self) -> bool:
        """One line about a table on screen is a change to it; several lines are new tasks."""
        return self.path is None and "\n" not in self.text.strip()

    @property
    def head(self) -> Head:
        """What the fields beside the conversation say of the form.

        Raises:
            InputError: the year is not four digits.
        """
        unit, year = self.unit.strip(), self.year.strip()
        if year and not (year.isascii() and year.isdecimal() and len(year) == 4):
            raise InputError(wording.BAD_YEAR, year=year)
        return Head(unit=unit or None, year=int(year) if year else None)
