"""What the program says while it works; stderr, so that a pipe holds nothing but the product."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from assistant.cli.language import screen_language
from assistant.export.inert import terminal_text
from assistant.messages import Message

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.status import Status as RichStatus


@cache
def talker() -> "Console":
    """The console of stderr."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def say(message: Message, **values: object) -> None:
    """One line of talk; what it quotes from files is never a control sequence."""
    print(terminal_text(message.text(screen_language(), **values)), file=sys.stderr)


class Status:
    """A line on stderr that changes while the work goes on."""

    def __init__(self, line: "RichStatus") -> None:
        """Wrap the line of a console."""
        self._line = line

    def say(self, message: Message, **values: object) -> None:
        """Change what the line says; names of files are neither markup nor control sequences."""
        from rich.markup import escape

        self._line.update(escape(terminal_text(message.text(screen_language(), **values))))


@contextmanager
def status(message: Message, **values: object) -> Iterator[Status]:
    """A line that is alive while the work goes on; where stderr is no terminal, nothing."""
    with talker().status("") as line:
        spoken = Status(line)
        spoken.say(message, **values)
        yield spoken


def show(view: "RenderableType") -> None:
    """The product on the screen, coloured; plain text where it goes to a pipe."""
    from assistant.cli.output import write_product
    from assistant.export.text import plain_text

    if not sys.stdout.isatty():
        write_product(plain_text(view), None)
        return
    from rich.console import Console

    Console(highlight=False).print(view)
