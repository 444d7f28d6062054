"""Freeze the planted tables anew: ``python -m evals.injection``."""

from evals.datasets.manifest import write_manifest
from evals.datasets.planted_tables import TABLES
from evals.injection.generate import as_files


def main() -> None:
    """Write every file, and the manifest."""
    TABLES.mkdir(exist_ok=True)
    for name, text in as_files().items():
        (TABLES / name).write_text(text, encoding="utf-8")
    write_manifest()


if __name__ == "__main__":
    main()
