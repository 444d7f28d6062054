"""Input for every command that reads a form: a file, or ``-`` for standard input."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli.options import STDIN
from assistant.exceptions import UnreadableFileError
from assistant.messages import Message

if TYPE_CHECKING:
    from assistant.domain.target import TargetDocument

_MAX_STDIN_BYTES = 20 * 1024 * 1024
_TOO_LONG = Message(
    zh="标准输入超过 {limit} MB，未读取。请只输入绩效目标表或年度任务。",
    en="Standard input has more than {limit} MB; it was not read. Give only the table or tasks.",
)
_TYPE_HERE = Message(
    zh="请输入或粘贴年度任务，一条一行；输完按 Ctrl+D（Windows 为 Ctrl+Z 再回车）。",
    en="Type or paste the annual tasks, one a line; end with Ctrl+D (Windows: Ctrl+Z, Enter).",
)


def read_document(path: Path) -> "TargetDocument":
    """The document at ``path``, or on standard input.

    Raises:
        AssistantError: it cannot be read, or holds nothing that we know.
    """
    from assistant.app.documents import parse_bytes, parse_document

    if path != STDIN:
        return parse_document(path)
    if sys.stdin.isatty():
        from assistant.cli.talk import say

        say(_TYPE_HERE)
    data = sys.stdin.buffer.read(_MAX_STDIN_BYTES + 1)
    if len(data) > _MAX_STDIN_BYTES:
        raise UnreadableFileError(_TOO_LONG, limit=_MAX_STDIN_BYTES // 1024 // 1024)
    return parse_bytes(data, name="-")
