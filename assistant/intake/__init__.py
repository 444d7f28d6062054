"""Reading what units send: one reader per format gives grids of cells, one recogniser reads them.

``read_file``, ``read_bytes``, ``read_text`` and ``crop`` are what the rest of the program calls;
programs that read thousands call ``use_fork_server`` first. Readers are imported when their format
is met, so that reading Markdown never waits for a PDF library.
"""

from pathlib import Path

from assistant.domain.indicator import SourceAnchor
from assistant.domain.target import TargetDocument


def read_file(path: Path) -> TargetDocument:
    """The target tables that the file at ``path`` holds.

    Raises:
        UnreadableFileError: missing, empty, too large, damaged or of a format we do not read.
        NothingFoundError: readable, but holds neither an indicator table nor a task.
    """
    from assistant.intake.formats import read_source
    from assistant.intake.recognise import recognise

    source = read_source(path)
    return source if isinstance(source, TargetDocument) else recognise(source, name=path.name)


def read_bytes(data: bytes, *, name: str) -> TargetDocument:
    """The same for a file in memory, such as a member of an archive; ``name`` is its label.

    Raises:
        UnreadableFileError: empty, too large, damaged or of a format we do not read.
        NothingFoundError: readable, but holds neither an indicator table nor a task.
    """
    from assistant.intake.formats import read_source_bytes
    from assistant.intake.recognise import recognise

    source = read_source_bytes(data, name)
    return source if isinstance(source, TargetDocument) else recognise(source, name=name)


def read_text(text: str) -> TargetDocument:
    """The target tables in pasted text, or a target made of the tasks that free text lists.

    Raises:
        UnreadableFileError: the text is empty or too long.
        NothingFoundError: it holds neither an indicator table nor a task.
    """
    from assistant.intake.markdown import read_markdown
    from assistant.intake.recognise import recognise
    from assistant.intake.target_json import looks_like_target, read_targets

    if looks_like_target(text):
        return read_targets(text)
    return recognise(read_markdown(text))


def use_fork_server() -> None:
    """Read the following files in children forked from one server: the same bounds, less waiting.

    For programs that read many files; safe to call again, and without effect where the system
    has not what it needs.
    """
    from assistant.intake import isolated

    isolated.use_fork_server()


def crop(path: Path, anchor: SourceAnchor) -> bytes:
    """The row at ``anchor`` of the PDF, scan or picture at ``path``, as a PNG to compare with.

    Raises:
        NothingFoundError: the anchor has no place on a page.
        UnreadableFileError: the file is damaged, or not the one that the anchor was read from.
    """
    from assistant.intake.cropping import crop as cut

    return cut(path, anchor)
