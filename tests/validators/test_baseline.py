"""A baseline hides what was known by its words, shows what is new, and complains when stale."""

from typing import Any

import pytest

from assistant.domain.finding import NotChecked, TargetReview, Waiver
from assistant.domain.target import Unit
from assistant.exceptions import ConfigurationError
from assistant.messages import Language
from assistant.profiles import load_profile
from assistant.validators import (
    apply_baseline,
    baseline_text,
    make_baseline,
    read_baseline,
    review_target,
)
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


def test_a_comma_put_right_makes_no_new_finding() -> None:
    rows = [{"name": "参训教师满意度。", "operator": "定性", "value": "好坏", "unit": None}]
    profile = load_profile("national-2021")
    old = review_target(target_of({"rows": rows}), profile, select=["M01"])
    now = review_target(
        target_of({"rows": [rows[0] | {"name": "参训教师满意度"}]}), profile, select=["M01"]
    )
    assert now.findings and apply_baseline(now, make_baseline(old)).findings == ()


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


def test_what_was_not_run_or_could_not_be_checked_is_not_called_gone() -> None:
    baseline = make_baseline(_review(OLD))
    review = _review(OLD[:1])
    assert apply_baseline(review, baseline, ran={"M01"}).findings == ()
    gap = NotChecked(code="F05", reason="")
    assert (
        apply_baseline(review.model_copy(update={"not_checked": (gap,)}), baseline).findings == ()
    )


def test_a_known_finding_that_is_now_waived_is_not_called_gone() -> None:
    baseline = make_baseline(_review(OLD))
    waiver = Waiver(code="F05", indicator="I1", who="张三", reason="系统要求")
    review = apply_baseline(_review(OLD, waivers=[waiver]), baseline)
    assert [(found.code, found.waiver) for found in review.findings] == [("F05", waiver)]


def test_what_is_known_is_kept_apart_and_stays_in_a_new_baseline() -> None:
    baseline = make_baseline(_review(OLD))
    review = apply_baseline(_review([*OLD, {"name": "教研活动次数；"}]), baseline)
    assert [found.indicator for found in review.known or ()] == ["I1", "I2"]
    assert make_baseline(review) == make_baseline(_review([*OLD, {"name": "教研活动次数；"}]))
    assert "N04" not in str(make_baseline(apply_baseline(_review(OLD[:1]), baseline)))


def test_a_file_knows_each_table_by_unit_and_project_whatever_the_year() -> None:
    def named(project: str | None, rows: list[dict[str, Any]]) -> TargetReview:
        review = _review(rows)
        unit = {"unit": Unit(name="某县教育局"), "project": project}
        return review.model_copy(update={"target": review.target.model_copy(update=unit)})

    last_year = [named("2023年教师培训", OLD), named(None, OLD[:1])]
    file = read_baseline(baseline_text(last_year))
    assert len(file.of(named("2024年度教师培训", []).target).known) == 2
    assert len(file.of(named(None, []).target).known) == 1
    assert file.of(named("另一项目", []).target).known == {}


def test_tables_of_one_name_share_what_is_known_and_are_never_called_stale() -> None:
    file = read_baseline(baseline_text([_review(OLD[:1]), _review(OLD[1:])]))
    for part in (OLD[:1], OLD[1:]):
        review = _review(part)
        assert apply_baseline(review, file.of(review.target)).findings == ()


@pytest.mark.parametrize("text", ["", "[]", '{"tables": 1}', '{"schema": "assistant/target/1"}'])
def test_a_file_that_is_no_baseline_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="基线文件有误"):
        read_baseline(text)
