"""Findings about one trouble are one card; nothing is lost in the grouping."""

from assistant.domain.finding import Severity, TargetReview
from assistant.messages import Language
from assistant.profiles import load_profile
from assistant.validators import cards_of, review_target
from tests.validators.cases import target_of

SCALES = [
    {"level1": "效益指标", "level2": "社会效益指标", "name": f"{name}巩固率", "operator": "定性",
     "value": "好坏", "unit": "项"}
    for name in "甲乙丙丁戊己庚"
]  # fmt: skip


def _review(rows: list[dict[str, object]], *select: str) -> TargetReview:
    return review_target(target_of({"rows": rows}), load_profile("sichuan"), select=select)


def test_seven_qualitative_rows_are_one_card_with_seven_rows() -> None:
    review = _review(SCALES, "M01", "V03", "M04")  # type: ignore[arg-type]
    assert len(review.findings) == 15
    (card,) = cards_of(review)
    assert card.codes == ("M01", "V03", "M04")
    assert card.severity is Severity.ERROR
    assert card.rows == ("I1", "I2", "I3", "I4", "I5", "I6", "I7")
    assert card.title(Language.CHINESE) != card.title(Language.ENGLISH)


def test_each_message_is_said_once_with_its_rows() -> None:
    review = _review(SCALES, "M01")  # type: ignore[arg-type]
    ((_, rows),) = cards_of(review)[0].messages
    assert rows == ("I1", "I2", "I3", "I4", "I5", "I6", "I7")


def test_a_companion_elsewhere_keeps_its_own_card() -> None:
    elsewhere = {"operator": "定性", "value": "已建立", "unit": "项", "name": "巩固率"}
    review = _review([*SCALES, elsewhere], "M01", "V03")  # type: ignore[list-item]
    assert [card.code for card in cards_of(review)] == ["M01", "V03"]


def test_no_finding_is_lost_and_the_gravest_come_first() -> None:
    rows = [*SCALES, {"name": "，", "weight": None}, {"level1": "满意度指"}]
    review = _review(rows)  # type: ignore[arg-type]
    cards = cards_of(review)
    shown = [found for card in cards for found in (*card.findings, *card.companions)]
    assert sorted(map(id, shown)) == sorted(map(id, review.findings))
    ranks = [card.severity.rank for card in cards]
    assert ranks == sorted(ranks, reverse=True)
