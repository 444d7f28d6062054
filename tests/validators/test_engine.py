"""The engine: four outcomes, order, choice of rules, and no rule that can stop the others."""

from collections.abc import Iterator

import pytest

from assistant.domain.finding import Finding, Head, Outcome, Severity
from assistant.exceptions import InputError
from assistant.messages import Language, Message
from assistant.profiles import load_profile
from assistant.validators import all_rules, choose_rules, find_rule, review_target, safe_fixes
from assistant.validators.base import NotApplicable, Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.engine import run_rules
from assistant.validators.policy import EXPERIENCE
from tests.validators.cases import context_of, target_of

_FOUND = Message(zh="第 {number} 处", en="place {number}")
_LACKING = Message(zh="缺少资料", en="data are missing")


class Z01(Rule):
    """一条只为测试引擎的规则。

    **为什么** 测试。
    **错例** 无
    **正例** 无
    **何时不报** 无
    **In English** A rule that only tests the engine.
    """  # noqa: D415 - a Chinese sentence ends in a full-width mark

    name = "only-a-test"
    title = Message(zh="测试", en="Test")
    severity = Severity.WARNING
    head = Head.FEASIBILITY
    basis = (EXPERIENCE,)

    def __init__(self, *results: str) -> None:
        self.results = results

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        for number, result in enumerate(self.results, start=1):
            if result == "crash":
                raise ZeroDivisionError("the words of the document")
            if result == "insufficient":
                yield self.insufficient(ctx, _LACKING)
            elif result == "not_applicable":
                yield NotApplicable()
            else:
                row = next((row for row in ctx.rows if row.id == result), None)
                yield self.finding(ctx, _FOUND, row, number=number, evidence=result)


CTX = context_of({"rows": [{"name": "甲"}, {"name": "乙"}]})


@pytest.mark.parametrize(
    ("results", "outcome"),
    [
        ((), Outcome.PASS),
        (("I1",), Outcome.FAIL),
        (("not_applicable",), Outcome.NOT_APPLICABLE),
        (("insufficient", "insufficient"), Outcome.INSUFFICIENT_DATA),
        (("I1", "insufficient"), Outcome.FAIL),
    ],
)
def test_four_outcomes(results: tuple[str, ...], outcome: Outcome) -> None:
    run = run_rules([Z01(*results)], CTX)
    assert run.outcomes == {"Z01": outcome}


def test_what_could_not_be_checked_is_said_once() -> None:
    run = run_rules([Z01("insufficient", "insufficient")], CTX)
    assert [(item.code, item.reason) for item in run.not_checked] == [("Z01", "缺少资料")]


def test_a_broken_rule_is_a_finding_and_stops_no_other() -> None:
    run = run_rules([Z01("I1", "crash"), find_rule("F02")], CTX)
    assert run.outcomes == {"Z01": Outcome.FAIL, "F02": Outcome.PASS}
    broken = next(found for found in run.findings if found.indicator is None)
    assert broken.code == "Z01"
    assert "--ignore Z01" in broken.message
    assert "the words of the document" not in broken.message + broken.evidence


def test_order_is_gravest_first_then_the_table_then_rows() -> None:
    table = {
        "rows": [{"name": "甲，", "weight": None}, {"name": "乙", "weight": 0}, {"name": "丙"}],
        "goal": "做好工作",
    }
    review = review_target(target_of(table), load_profile("national-2021"))
    keys = [
        (-found.severity.rank, int((found.indicator or "I0")[1:]), found.code)
        for found in review.findings
    ]
    assert keys == sorted(keys)
    assert {found.severity for found in review.findings} == set(Severity)


def test_messages_come_in_the_language_of_the_run() -> None:
    target = target_of({"rows": [{"weight": 0}]})
    profile = load_profile("national-2021")
    by_language = {
        language: review_target(target, profile, language=language).findings
        for language in Language
    }
    chinese, english = by_language[Language.CHINESE], by_language[Language.ENGLISH]
    assert [(found.code, found.indicator) for found in chinese] == [
        (found.code, found.indicator) for found in english
    ]
    for found in english:
        said = found.message.replace(found.evidence, "")
        assert sum("\u4e00" <= char <= "\u9fff" for char in said) < 30, found.message


def test_choosing_rules_by_code_name_and_group() -> None:
    assert [rule.code for rule in choose_rules(["f02", "scale-as-target"])] == ["F02", "M01"]
    assert {rule.code[0] for rule in choose_rules(["W"])} == {"W"}
    assert "F02" not in {rule.code for rule in choose_rules(ignore=["row-fields"])}
    assert choose_rules() == all_rules()
    assert choose_rules(["T"], ignore=["TM"]) == choose_rules(["T"])


@pytest.mark.parametrize("name", ["Q99", "no-such-rule", ""])
def test_an_unknown_name_lists_the_known_ones(name: str) -> None:
    with pytest.raises(InputError) as caught:
        choose_rules([name])
    assert "M01 scale-as-target" in caught.value.text(Language.ENGLISH)
    with pytest.raises(InputError):
        find_rule(name)
    with pytest.raises(InputError):
        find_rule("W")  # a group is not a rule


def test_the_summary_counts_what_stands() -> None:
    target = target_of({"rows": [{"weight": 0}]})
    review = review_target(target, load_profile("national-2021"))
    counted = dict.fromkeys(("error", "warning", "info"), 0)
    for found in review.findings:
        counted[found.severity.value] += 1
    assert review.summary.model_dump() == counted
    assert review.profile == "national-2021"
    assert review.rules_version


def test_safe_fixes_leave_out_what_needs_a_yes() -> None:
    rows = [{"level1": "满意度指", "name": "满意度，。", "value": "95", "unit": "%"}]
    review = review_target(target_of({"rows": rows}), load_profile("national-2021"))
    edits = safe_fixes(review)
    assert {(edit.field, edit.value) for edit in edits} == {
        ("level1", "满意度指标"),
        ("name", "满意度"),
    }
    assert len(edits) == len(set(edits))


def _subclass(code: str, doc: str, fields: dict[str, object]) -> type:
    body = {
        "__doc__": doc,
        "name": "a-name",
        "title": _FOUND,
        "severity": Severity.INFO,
        "head": None,
        "basis": (EXPERIENCE,),
        **fields,
    }
    return type(code, (Rule,), body)


PAGE = (Z01.__doc__ or "").strip()


@pytest.mark.parametrize(
    ("name", "doc", "fields", "said"),
    [
        ("Scale", PAGE, {}, "M01"),
        ("Z02", PAGE, {"name": "Not A Slug"}, "slug"),
        ("Z02", PAGE, {"basis": ()}, "basis"),
        ("Z02", "", {}, "what is wrong"),
        ("Z02", "说明。\n\n**为什么** 测试。", {}, "expected"),
    ],
)
def test_a_rule_without_its_page_cannot_exist(
    name: str, doc: str, fields: dict[str, object], said: str
) -> None:
    with pytest.raises(TypeError, match=said):
        _subclass(name, doc, fields)


def test_a_table_without_rows_breaks_nothing() -> None:
    for table in ({}, {"tasks": ["教师培训"]}, {"goal": ""}):
        review = review_target(target_of(table), load_profile("national-2021"))
        assert not [f for f in review.findings if "自身出错" in f.message]


def _finding_is_whole(found: Finding) -> bool:
    return bool(found.message and found.basis and found.name and "{" not in found.message)


def test_every_finding_of_a_bad_table_is_whole() -> None:
    rows = [{"level1": "x", "level2": "y", "name": "，", "value": "**", "unit": None, "weight": -1}]
    review = review_target(target_of({"rows": rows}), load_profile("sichuan"))
    assert review.findings
    assert all(map(_finding_is_whole, review.findings))
