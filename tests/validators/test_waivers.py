"""A waiver covers its finding while it lasts; one that does not hold is itself reported."""

from datetime import date

import pytest

from assistant.domain.finding import Severity, TargetReview, Waiver
from assistant.domain.target import TargetDocument, Unit
from assistant.exceptions import ConfigurationError, InputError
from assistant.profiles import load_profile
from assistant.validators import review_target, safe_fixes
from assistant.validators.waivers import parse_waivers
from tests.validators.cases import target_of

TARGET = target_of({"rows": [{"name": "培训教师人次，"}, {"name": "培训讲座场次", "unit": "场"}]})
TODAY = date(2024, 1, 1)


def _review(*waivers: Waiver, **options: object) -> TargetReview:
    profile = load_profile("national-2021")
    chosen = {"select": ["F05", "W01"], "today": TODAY, **options}
    return review_target(TARGET, profile, waivers=waivers, **chosen)  # type: ignore[arg-type]


def _waiver(**fields: str | None) -> Waiver:
    base: dict[str, str | None] = {
        "code": "F05",
        "indicator": "I1",
        "who": "张三",
        "reason": "导入系统要求保留逗号",
    }
    return Waiver.model_validate({**base, **fields})


def test_a_waived_finding_stays_and_is_not_counted() -> None:
    review = _review(_waiver(expires="2024-01-01"))
    waived = next(found for found in review.findings if found.code == "F05")
    assert waived.waiver is not None
    assert waived.waiver.reason == "导入系统要求保留逗号"
    assert review.summary.info == 0
    assert review.summary.error == 1
    assert safe_fixes(review) == ()


def test_a_readable_name_works_as_well() -> None:
    review = _review(_waiver(code="stray-punctuation"))
    assert review.summary.info == 0


@pytest.mark.parametrize(
    ("waiver", "code", "still_counted"),
    [
        (_waiver(indicator="I2"), "N01", True),
        (_waiver(code="W01"), "N01", True),
        (_waiver(expires="2023-12-31"), "N02", True),
        (_waiver(reason=" "), "N03", True),
        (_waiver(who=""), "N03", True),
        (_waiver(expires="明年"), "N03", True),
    ],
)
def test_a_waiver_that_does_not_hold_is_reported(
    waiver: Waiver, code: str, still_counted: bool
) -> None:
    review = _review(waiver)
    notice = next(found for found in review.findings if found.code == code)
    assert notice.severity is Severity.WARNING
    assert notice.indicator == waiver.indicator
    assert (review.summary.info == 1) is still_counted


def test_waivers_of_rules_that_did_not_run_are_left_alone() -> None:
    review = _review(_waiver(code="M01"))
    assert {found.code for found in review.findings} == {"F05", "W01"}


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(InputError):
        _review(_waiver(code="Q99"))


def test_a_table_finding_is_waived_without_a_row() -> None:
    review = _review(_waiver(code="W01", indicator=None))
    assert review.summary.error == 0


def test_a_table_carries_its_own_waivers() -> None:
    own = TARGET.model_copy(update={"waivers": (_waiver(), _waiver(code="Q99"))})
    review = review_target(own, load_profile("national-2021"), select=["F05"], today=TODAY)
    assert review.summary.info == 0
    (notice,) = (found for found in review.findings if found.waiver is None)
    assert (notice.code, notice.evidence) == ("N03", "Q99"), "an unknown rule costs no table"
    assert TargetDocument.model_validate_json(
        TargetDocument(targets=(own,)).model_dump_json(by_alias=True)
    ).targets == (own,)


@pytest.mark.parametrize(
    ("table", "is_for_it"), [("某单位", True), ("某项目", True), ("另一单位", False)]
)
def test_an_entry_for_one_table_is_left_alone_elsewhere(table: str, is_for_it: bool) -> None:
    target = TARGET.model_copy(update={"unit": Unit(name="某单位"), "project": "某项目"})
    profile = load_profile("national-2021")
    waivers = (_waiver(table=table), _waiver(indicator="I2", table=table))
    review = review_target(target, profile, select=["F05"], waivers=waivers, today=TODAY)
    assert [found.code for found in review.findings if found.waiver] == ["F05"] * is_for_it
    assert [found.code for found in review.findings if found.code == "N01"] == ["N01"] * is_for_it


def test_a_rule_that_could_not_decide_leaves_its_waiver_alone() -> None:
    waiver = _waiver(code="F01", indicator=None)
    review = review_target(TARGET, load_profile("national-2021"), waivers=[waiver], today=TODAY)
    assert "F01" in {gap.code for gap in review.not_checked}
    assert "N01" not in {found.code for found in review.findings}


def test_a_file_lists_waivers() -> None:
    text = """
    - {code: F05, indicator: I1, who: 张三, reason: 系统要求, expires: 2024-12-31}
    - {code: W01, who: 李四, reason: 本地满分 95}
    """
    first, second = parse_waivers(text)
    assert (first.indicator, first.expires) == ("I1", "2024-12-31")
    assert (second.indicator, second.expires) == (None, None)
    assert parse_waivers("") == ()
    assert parse_waivers(f"waivers:\n{text}") == (first, second)
    assert parse_waivers('[{"code": "W01", "who": "李四", "reason": "本地满分 95"}]') == (second,)


@pytest.mark.parametrize(
    "text", ["- {code: F05}", "- F05", "[", "code: F05", "- {code: F05, who: a, reason: b, x: 1}"]
)
def test_a_faulty_list_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="豁免清单有误"):
        parse_waivers(text)


def test_a_faulty_entry_is_told_by_its_key_not_in_the_words_of_a_library() -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse_waivers("- {code: F05, who: 张三, reason: 2024}")
    assert "reason" in str(caught.value)
    assert "pydantic" not in str(caught.value) and "input_value" not in str(caught.value)
