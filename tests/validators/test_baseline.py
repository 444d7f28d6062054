"""A baseline hides what was known by its words, shows what is new, and complains when stale."""

from typing import Any

from assistant.domain.finding import TargetReview
from assistant.messages import Language
from assistant.profiles import load_profile
from assistant.validators import Baseline, apply_baseline, make_baseline, review_target
from tests.validators.cases import target_of

OLD = [{"name": "培训教师人次，"}, {"name": "培训讲座场次。", "unit": "场"}]


def _review(rows: list[dict[str, Any]], **options: Any) -> TargetReview:
    return review_target(
        target_of({"rows": rows}), load_profile("national-2021"), select=["F05"], **options
    )


def test_nothing_is_new_in_the_same_table() -> None:
    baseline = make_baseline(_review(OLD))
    assert apply_baseline(_review(OLD), baseline).findings == ()


def test_rows_may_move_and_languages_change() -> None:
    baseline = make_baseline(_review(OLD))
    moved = _review([{"name": "新增指标数"}, *reversed(OLD)], language=Language.ENGLISH)
    assert apply_baseline(moved, baseline).findings == ()


def test_only_what_is_new_is_shown() -> None:
    baseline = make_baseline(_review(OLD))
    review = apply_baseline(_review([*OLD, {"name": "教研活动次数；"}]), baseline)
    assert [(found.code, found.indicator) for found in review.findings] == [("F05", "I3")]
    assert review.summary.info == 1


def test_the_same_fault_twice_is_new_once() -> None:
    baseline = make_baseline(_review(OLD))
    review = apply_baseline(_review([*OLD, OLD[0]]), baseline)
    assert len(review.findings) == 1


def test_a_stale_baseline_is_reported() -> None:
    baseline = make_baseline(_review(OLD))
    review = apply_baseline(_review(OLD[:1]), baseline)
    assert [found.code for found in review.findings] == ["N04"]
    assert "F05" in review.findings[0].evidence
    assert review.summary.warning == 1


def test_a_baseline_survives_its_file() -> None:
    baseline = make_baseline(_review(OLD))
    assert Baseline.model_validate_json(baseline.model_dump_json()) == baseline
