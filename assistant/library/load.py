"""The library in memory, fast.

The sector files are YAML because people edit them, and reading them all takes some 150 ms, twenty
times as long as reading the same rows as JSON. So the rows are kept as JSON in the folder of the
program's own data, under the digest of the files: an edit takes effect at the next start, and a
folder that cannot be written costs time only.
"""

import hashlib
import os
import tempfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.library.entries import Entry, Family, Sector
from assistant.library.source import FOLDER, read_sectors, sector_files
from assistant.settings import load_settings

_SECTORS = TypeAdapter(tuple[Sector, ...])


@lru_cache(maxsize=1)
def all_sectors() -> tuple[Sector, ...]:
    """Every sector of the library, in the order of the file names; read once per process.

    Raises:
        ConfigurationError: a sector file was edited and cannot be used.
    """
    return load_sectors(FOLDER, load_settings().home / "library")


@lru_cache(maxsize=1)
def all_families() -> tuple[Family, ...]:
    """Every family of every sector."""
    return tuple(family for sector in all_sectors() for family in sector.families)


@lru_cache(maxsize=1)
def all_entries() -> tuple[Entry, ...]:
    """Every entry of every sector."""
    return tuple(entry for family in all_families() for entry in family.entries)


def load_sectors(folder: Path, cache: Path) -> tuple[Sector, ...]:
    """The sectors of ``folder``, through their compiled form in ``cache`` where it is current.

    Raises:
        ConfigurationError: a sector file cannot be used.
    """
    compiled = cache / f"{_digest(folder)}.json"
    with suppress(OSError, ValidationError):
        return _SECTORS.validate_json(compiled.read_bytes())
    sectors = read_sectors(folder)
    with suppress(OSError):
        _keep(compiled, _SECTORS.dump_json(sectors, exclude_defaults=True))
    return sectors


def _digest(folder: Path) -> str:
    """A fingerprint of the sector files and of the code that reads them."""
    total = hashlib.sha256()
    package = Path(__file__).parent
    for path in (*sector_files(folder), package / "entries.py", package / "source.py"):
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()[:32]


def _keep(path: Path, data: bytes) -> None:
    """Put ``data`` in place whole, so that no other process ever reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    outdated = [other for other in path.parent.glob("*.json") if other != path]
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
    for other in outdated:
        other.unlink(missing_ok=True)
