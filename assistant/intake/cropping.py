"""The picture of a row beside its figures, so that a person can confirm what was recognised."""

import base64
from pathlib import Path

from assistant.domain.indicator import SourceAnchor
from assistant.exceptions import NothingFoundError, UnreadableFileError
from assistant.intake import isolated, limits, ocr
from assistant.messages import Message

_NO_PLACE = Message(
    zh="“{name}”的这一行没有可截取的原图：只有 PDF、扫描件和图片能截图。",
    en="There is no picture of this row of '{name}': only PDF, scans and pictures can be cropped.",
)
_PNG = b"\x89PNG\r\n\x1a\n"


def crop(path: Path, anchor: SourceAnchor) -> bytes:
    """The row at ``anchor`` of the PDF, scan or picture at ``path``, as a PNG.

    Raises:
        NothingFoundError: the anchor has no place on a page.
        UnreadableFileError: the file is not the one that the anchor was read from, or is damaged.
    """
    box = anchor.box
    if box is None or anchor.page is None:
        raise NothingFoundError(_NO_PLACE, name=path.name)
    if box.scanned:
        ocr.check_installed()
    edges = (str(edge) for edge in (box.left, box.top, box.right, box.bottom))
    budget = limits.OCR if box.scanned else limits.PDF
    document = isolated.read_isolated(
        "crops", path, budget, str(anchor.page), str(box.scanned), *edges
    )
    picture = base64.b64decode("".join(line.text for line in document.lines()))
    if not picture.startswith(_PNG):
        raise UnreadableFileError(limits.DAMAGED, format="PNG", detail="crop")
    return picture
