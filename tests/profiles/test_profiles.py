"""Profiles are data that load whole, refuse what they do not know, and are guessed from a table."""

from decimal import Decimal
from pathlib import Path

import pytest

from assistant.domain.indicator import Indicator, Operator
from assistant.domain.profile import Requirement, Scheme
from assistant.domain.target import PerformanceTarget
from assistant.exceptions import ConfigurationError
from assistant.messages import Language
from assistant.profiles import guess_profile, load_profile, profile_names


def test_the_shipped_profiles_load() -> None:
    assert {"national-2021", "sichuan", "generic-100"} <= set(profile_names())
    for name in profile_names():
        profile = load_profile(name)
        assert profile.name == name
        assert profile.title_zh and profile.title_en
        for norm in (profile.level1_norm, profile.level1_norm_with_cost):
            assert sum(norm.values()) == profile.weight_total, name


def test_sichuan_differs_where_the_place_does() -> None:
    sichuan = load_profile("sichuan")
    assert sichuan.scheme is Scheme.LOCAL
    assert sichuan.weight_total == Decimal(90)
    assert "好坏" in sichuan.qualitative_picklist
    assert sichuan.unit_forced
    assert load_profile("generic-100").weight_total == Decimal(100)


def test_a_users_own_file(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(
        'title_zh: 本县\ntitle_en: Ours\nweight_total: "95"\nrequire: {成本指标: error}\n',
        encoding="utf-8",
    )
    profile = load_profile(str(path))
    assert profile.name == "ours"
    assert profile.weight_total == Decimal(95)
    assert profile.require == {"成本指标": Requirement.ERROR}


def test_a_users_file_may_start_from_a_shipped_profile(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text('base: sichuan\ntitle_zh: 本县\nweight_total: "100"\n', encoding="utf-8")
    profile = load_profile(str(path))
    assert (profile.name, profile.title_zh, profile.weight_total) == ("ours", "本县", 100)
    assert profile.scheme is Scheme.LOCAL
    assert profile.title_en == "本县", "a file of one's own never goes by another's title"


def test_a_file_without_a_title_goes_by_its_name(tmp_path: Path) -> None:
    path, start = tmp_path / "ours.yaml", tmp_path / "start.yaml"
    start.write_text("base: sichuan\nname_max: 30\n", encoding="utf-8")
    path.write_text('base: start.yaml\nweight_total: "100"\n', encoding="utf-8")
    profile = load_profile(str(path))
    assert (profile.title_zh, profile.title_en) == ("ours", "ours")
    assert (profile.name_max, profile.scheme) == (30, Scheme.LOCAL), "base is read from its folder"


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("base: ours.yaml\n", "ours.yaml"),
        ("title_zh: 本县\ntitle_en: Ours\nwieght_total: 90\n", "wieght_total"),
        ("base: atlantis\ntitle_zh: 本县\n", "atlantis"),
        ("- 90\n", "ours"),
        ("title_zh: [", "ours"),
    ],
)
def test_a_faulty_file_says_what_is_wrong(tmp_path: Path, content: str, named: str) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_profile(str(path))
    for language in Language:
        assert named in caught.value.text(language)


def test_a_file_in_another_encoding_says_which_is_wanted(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_bytes("title_zh: 本县\n".encode("gb18030"))
    with pytest.raises(ConfigurationError, match="UTF-8"):
        load_profile(str(path))


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(ConfigurationError, match="sichuan"):
        load_profile("atlantis")


def _row(number: int, **fields: object) -> Indicator:
    base = {
        "level1": "产出指标",
        "level2": "数量指标",
        "name": "培训教师人次",
        "operator": Operator.AT_LEAST,
        "value": "120",
        "unit": "人次",
        "weight": "10",
    }
    return Indicator.model_validate({**base, "id": f"I{number}", **fields})


def _guess(*rows: Indicator) -> str:
    return guess_profile(PerformanceTarget(indicators=rows)).name


def test_a_table_without_marks_is_national() -> None:
    assert _guess(_row(1, weight=90)) == "national-2021"
    assert _guess() == "national-2021"


def test_drop_down_scales_are_sichuans() -> None:
    assert _guess(_row(1, operator=Operator.QUALITATIVE, value="好坏")) == "sichuan"
    assert _guess(_row(1, value="好坏情况")) == "national-2021"


def test_an_exact_total_decides() -> None:
    assert _guess(_row(1, weight=60), _row(2, weight=40)) == "generic-100"
    assert _guess(_row(1, weight=60), _row(2, weight=20)) == "generic-80"
    execution = _row(3, weight=10, name="预算执行率")
    assert _guess(_row(1, weight=60), _row(2, weight=30), execution) == "national-2021"
    assert _guess(_row(1, weight=100), _row(2, weight=None)) == "national-2021"


@pytest.mark.parametrize(
    "fields",
    [
        {"level1": "效益指标", "level2": "可持续影响指标"},
        {"level1": "产出指标", "level2": "成本指标"},
        {"level1": "效益指标", "level2": "社会公众或服务对象满意度指标"},
    ],
)
def test_names_of_the_2015_catalogue(fields: dict[str, str]) -> None:
    assert _guess(_row(1, **fields)) == "national-2015"
