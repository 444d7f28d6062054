"""The compiled form is never older than the files and never in the way."""

from pathlib import Path

import pytest

from assistant.exceptions import ConfigurationError
from assistant.library.load import load_sectors
from assistant.library.source import FOLDER, read_sectors

SMALL = """
sector: 测试行业
words: [测试]
families:
  - activity: 甲活动
    words: [甲]
    people: 甲方人员
    entries:
      - {id: small-001, level2: 数量, name: 甲活动场次, unit: 场次, evidence: 签到册}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "sectors"
    path.mkdir()
    (path / "small.yaml").write_text(SMALL, encoding="utf-8")
    return path


def test_the_compiled_form_says_the_same_as_the_files(tmp_path: Path) -> None:
    first, second = load_sectors(FOLDER, tmp_path), load_sectors(FOLDER, tmp_path)
    assert len(list(tmp_path.iterdir())) == 1
    assert first == second == read_sectors()


def test_an_edit_takes_effect_and_the_old_form_goes(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert load_sectors(folder, cache)[0].families[0].entries[0].name == "甲活动场次"
    (folder / "small.yaml").write_text(SMALL.replace("场次", "人次"), encoding="utf-8")
    assert load_sectors(folder, cache)[0].families[0].entries[0].name == "甲活动人次"
    assert len(list(cache.iterdir())) == 1


@pytest.mark.parametrize("spoilt", [b"", b"{", b"[1]", b"\xff"])
def test_a_damaged_compiled_form_is_made_anew(folder: Path, tmp_path: Path, spoilt: bytes) -> None:
    cache = tmp_path / "cache"
    expected = load_sectors(folder, cache)
    (compiled,) = cache.iterdir()
    compiled.write_bytes(spoilt)
    assert load_sectors(folder, cache) == expected
    assert compiled.read_bytes() != spoilt


def test_a_cache_that_cannot_be_written_does_no_harm(folder: Path, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("no folder", encoding="utf-8")
    assert load_sectors(folder, in_the_way / "cache")[0].name == "测试行业"


def test_a_spoilt_edit_is_named_and_not_hidden_by_the_cache(folder: Path, tmp_path: Path) -> None:
    load_sectors(folder, tmp_path / "cache")
    (folder / "small.yaml").write_text(SMALL.replace("数量", "过程"), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"small\.yaml"):
        load_sectors(folder, tmp_path / "cache")
