"""Freezes the datasets by SHA-256: ``python -m evals.datasets.manifest`` after a wanted change."""

from hashlib import sha256

import yaml

from evals.datasets.cases import FOLDER

MANIFEST = FOLDER / "manifest.yaml"
_HEAD = """\
# SHA-256 of every file of data. Made by `python -m evals.datasets.manifest`; a test compares, so
# that no case changes unseen between two runs that are set side by side.
"""


def hashes() -> dict[str, str]:
    """The hash of each file of data by its path in the folder."""
    files = sorted(path for path in FOLDER.rglob("*.yaml") if path != MANIFEST)
    return {
        path.relative_to(FOLDER).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files
    }


def read_manifest() -> dict[str, str]:
    """The hashes as they were frozen."""
    frozen: dict[str, str] = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    return frozen


def write_manifest() -> None:
    """Freeze the files as they are."""
    MANIFEST.write_text(_HEAD + yaml.safe_dump(hashes(), width=120), encoding="utf-8")


if __name__ == "__main__":
    write_manifest()
