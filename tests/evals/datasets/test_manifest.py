"""The datasets are frozen: no case changes unseen."""

import pytest

from evals.datasets import manifest


def test_every_file_is_as_it_was_frozen() -> None:
    wanted = "if the change is wanted, run: python -m evals.datasets.manifest"
    assert manifest.hashes() == manifest.read_manifest(), wanted


def test_a_changed_byte_shows(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    frozen = manifest.read_manifest()
    name = next(iter(frozen))
    folder = tmp_path / "datasets"  # type: ignore[operator]
    (folder / name).parent.mkdir(parents=True)
    (folder / name).write_bytes((manifest.FOLDER / name).read_bytes() + b" ")
    monkeypatch.setattr(manifest, "FOLDER", folder)
    changed = manifest.hashes()
    assert set(changed) == {name}
    assert changed[name] != frozen[name]
