"""Wording lists load, say what kind they are, and never find a word inside a longer exception."""

from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from assistant.validators import wording
from assistant.validators.wording import (
    EndingClasses,
    EndingList,
    OpeningList,
    PhraseList,
    WordList,
)

TERMS = files("assistant.validators") / "terms"
LISTS = [
    f"{path.name.removesuffix('.yaml')}.{key}"
    for path in sorted(TERMS.iterdir(), key=lambda item: item.name)
    for key in yaml.safe_load(path.read_text(encoding="utf-8")).get("lists", {})
]


@pytest.mark.parametrize("name", LISTS)
def test_every_list_loads(name: str) -> None:
    topic, key = name.split(".")
    kind = yaml.safe_load((TERMS / f"{topic}.yaml").read_text(encoding="utf-8"))["lists"][key][
        "kind"
    ]
    assert getattr(wording, kind)(name) is getattr(wording, kind)(name)


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_used(name: str) -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for path in Path(wording.__file__).parent.rglob("*.py")
    )
    assert f'"{name}"' in source


def test_a_list_of_another_kind_is_refused() -> None:
    with pytest.raises(TypeError, match="of kind words, not phrases"):
        wording.phrases("effects.change_verbs")


def test_an_exception_hides_the_word_inside_it() -> None:
    qualitative = WordList(["定性"], ["稳定性"])
    assert qualitative.find("系统稳定性") is None
    assert qualitative.find("稳定性为定性指标") == "定性"
    assert qualitative.find_all("定性、稳定性、定性") == ("定性", "定性")
    assert qualitative.drop("定性稳定性") == "稳定性"


def test_the_longer_word_wins() -> None:
    assert EndingList(["率", "合格率"]).find("验收合格率") == "合格率"
    assert EndingList(["量"], ["质量"]).find("教学质量") is None
    assert OpeningList(["完成", "完成对"]).find("完成对学校") == "完成对"
    assert OpeningList(["完成"]).find("未完成") is None


def test_classes_say_which_list_an_ending_is_from() -> None:
    heads = EndingClasses({"rate": ["率"], "count": ["数"]}, ["参数"])
    assert heads.find("就业率") == ("rate", "率")
    assert heads.find("技术参数") is None


def test_phrases_give_way_to_their_exceptions() -> None:
    assert PhraseList(["事故.*率$"], ["下降"]).find("事故发生率") == "事故发生率"
    assert PhraseList(["事故.*率$"], ["下降"]).find("事故下降率") is None


def test_the_version_is_known() -> None:
    assert wording.wording_version() >= "2026.11"
