"""What people set aside: lists of waivers, and baselines of what is already known."""

from collections.abc import Iterable
from pathlib import Path

from assistant.domain.waiver import Waiver
from assistant.exceptions import InputError
from assistant.export.report import Report
from assistant.intake.text import read_text_file
from assistant.messages import Message
from assistant.validators import (
    BaselineFile,
    baseline_text,
    concerns,
    parse_waivers,
    read_baseline,
)

_MISSING = Message(
    zh="找不到文件“{path}”。请检查文件名和所在文件夹。",
    en="There is no file '{path}'. Check its name and folder.",
)
_UNREADABLE = Message(
    zh="读不到“{path}”（{reason}）。请检查文件名和权限。",
    en="'{path}' cannot be read ({reason}). Check its name and permissions.",
)


def waivers_in(path: Path) -> tuple[Waiver, ...]:
    """The waivers that a file lists.

    Raises:
        InputError: the file cannot be read.
        ConfigurationError: it is no list of waivers.
    """
    return parse_waivers(_text(path, accepted="YAML JSON"))


def baseline_in(path: Path) -> BaselineFile:
    """The baselines that a file holds.

    Raises:
        InputError: the file cannot be read.
        ConfigurationError: it holds no baselines.
    """
    return read_baseline(_text(path, accepted="JSON"))


def new_baseline(report: Report) -> str:
    """The findings of ``report``, as a file that later reviews are held against."""
    return baseline_text(table.review for _, table in report.tables)


def tables_not_met(report: Report, waivers: Iterable[Waiver]) -> tuple[str, ...]:
    """Tables that ``waivers`` are for and that ``report`` does not have: a slip of the pen?"""
    targets = [table.review.target for _, table in report.tables]
    return tuple(
        dict.fromkeys(
            waiver.table
            for waiver in waivers
            if waiver.table and not any(concerns(waiver, target) for target in targets)
        )
    )


def _text(path: Path, *, accepted: str) -> str:
    try:
        return read_text_file(path, accepted=accepted)
    except FileNotFoundError:
        raise InputError(_MISSING, path=path) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(_UNREADABLE, path=path, reason=reason) from None
