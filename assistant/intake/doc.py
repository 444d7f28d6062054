"""Legacy Word documents (doc, rtf, odt): converted by LibreOffice where it is installed.

The conversion runs with a profile of its own that allows no macro and no link, in a folder that is
gone afterwards, inside a child process that can be stopped.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

from assistant.intake import archive, docx, isolated, limits
from assistant.intake.grid import SourceDocument
from assistant.messages import Message

_FORMAT = "Word 97-2003 (doc)"
_PROGRAMS = (
    "soffice",
    "libreoffice",
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
)
_SECONDS = 90
_NO_PROXY = "http://127.0.0.1:9"
_NOT_INSTALLED = Message(
    zh="读取旧版 Word（.doc）需要本机装有 LibreOffice。请用 Word 或 WPS 另存为 .docx 后再试。",
    en="Reading legacy Word (.doc) needs LibreOffice on this machine. Save as .docx and try again.",
)
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
{items}
</oor:items>
"""
_ITEM = """<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop
 oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>"""
_SAFE = {
    "DisableMacrosExecution": "true",
    "DisableActiveContent": "true",
    "BlockUntrustedRefererLinks": "true",
    "MacroSecurityLevel": "3",
}


def read(source: Path | bytes) -> SourceDocument:
    """The tables and lines of a legacy document.

    Raises:
        UnreadableFileError: LibreOffice is not there, or cannot open the document in time.
    """
    if _program() is None:
        limits.refuse(_NOT_INSTALLED)
    return isolated.read_isolated("doc", source, limits.CONVERSION)


def read_bytes(data: bytes) -> SourceDocument:
    """The same in this process, the conversion in one of its own."""
    if archive.is_encrypted_office(data):
        limits.refuse(limits.ENCRYPTED, format=_FORMAT)
    program = _program()
    if program is None:
        limits.refuse(_NOT_INSTALLED)
    with tempfile.TemporaryDirectory(prefix="assistant-doc-") as folder:
        return docx.read_bytes(_converted(data, program, Path(folder)))


def _program() -> str | None:
    """LibreOffice, where it usually stands."""
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


def _converted(data: bytes, program: str, folder: Path) -> bytes:
    """The document as docx.

    Raises:
        UnreadableFileError: LibreOffice made nothing of it.
    """
    source = folder / f"document{_suffix(data)}"
    source.write_bytes(data)
    profile = folder / "profile"
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    items = "\n".join(_ITEM.format(name=name, value=value) for name, value in _SAFE.items())
    settings.write_text(_PROFILE.format(items=items), encoding="utf-8")
    command = [program, "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}",
               "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "out"),
               str(source)]  # fmt: skip
    try:
        subprocess.run(
            command, timeout=_SECONDS, check=False, capture_output=True, stdin=subprocess.DEVNULL,
            env=_environment(folder),
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        limits.refuse(limits.TOO_SLOW, seconds=_SECONDS)
    made = folder / "out" / "document.docx"
    if not made.is_file():
        limits.refuse(limits.DAMAGED, format=_FORMAT, detail="LibreOffice")
    return limits.load(made)


def _environment(folder: Path) -> dict[str, str]:
    """No way out to the network, everything it writes in the folder."""
    return {
        "PATH": "/usr/bin:/bin:/usr/local/bin",
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "http_proxy": _NO_PROXY,
        "https_proxy": _NO_PROXY,
        "SAL_USE_VCLPLUGIN": "svp",
    }


def _suffix(data: bytes) -> str:
    """The ending by which LibreOffice picks its own reader."""
    if data.startswith(b"{\\rtf"):
        return ".rtf"
    return ".odt" if data.startswith(b"PK") else ".doc"
