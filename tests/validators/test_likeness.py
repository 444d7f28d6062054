"""Likeness is shared pairs of characters; what is told apart by a number is not the same."""

import pytest

from assistant.validators.likeness import (
    PairIndex,
    apart_by_number,
    clauses,
    containment,
    dice,
    plain_text,
    same_but_for_filler,
    topic,
)


def test_dates_and_marks_are_set_aside() -> None:
    assert plain_text("10月30日前完成培训指导。") == plain_text("完成培训指导")


def test_topics_lose_words_that_say_nothing() -> None:
    assert topic("进一步做好学科培训工作") == "学科培训"


def test_clauses_keep_decimals_and_lists_of_objects() -> None:
    assert clauses("1.维修幕墙2.5公里；保障教职工、遗属工资，") == (
        "维修幕墙2.5公里",
        "保障教职工、遗属工资",
    )


def test_dice_and_containment() -> None:
    assert dice("学科培训", "学科培训") == 1
    assert dice("", "学科培训") == 0
    assert containment("学科培训", "学校教师学科培训指导") == 1
    assert containment("校本课程", "学科培训") == 0


def test_the_index_answers_like_one_by_one() -> None:
    texts = ["学校教师学科培训指导", "省市课题立项结题", ""]
    index = PairIndex(texts)
    for part in ("学科培训", "课题研究", "工资发放", ""):
        assert index.best(part) == max(containment(part, text) for text in texts)
    assert index.together("培训课题") == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("one", "other", "numbered", "filler"),
    [
        ("七年级监测次数", "八年级监测次数", True, False),
        ("小学教师培训", "初中教师培训", True, False),
        ("贫困村收入", "贫困人口收入", False, False),
        ("红薯种植面积", "梨树种植面积", False, False),
        ("开展教师培训", "教师培训工作", False, True),
    ],
)
def test_how_two_names_differ(one: str, other: str, numbered: bool, filler: bool) -> None:
    assert apart_by_number(one, other) is numbered
    assert same_but_for_filler(one, other) is filler
