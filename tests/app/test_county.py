"""The county view: whose words are whose, counted by units and never by rows."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from assistant.app.county import CountyForm, counts_of, county_form, county_of
from assistant.app.local_rules import choose_profile
from assistant.domain.indicator import Indicator, Operator
from assistant.domain.target import PerformanceTarget, Unit
from assistant.validators import review_target


def form(number: int, unit: str, *names: str, goal: str = "", value: str = "95") -> CountyForm:
    rows = tuple(
        Indicator(id=f"I{place}", name=name, operator=Operator.AT_LEAST, value=value, unit="%")
        for place, name in enumerate(names, start=1)
    )
    target = PerformanceTarget(unit=Unit(name=unit), goal=goal, indicators=rows)
    return county_form(str(number), unit, target, ())


def test_a_name_that_three_units_print_is_told_with_its_commonest_target() -> None:
    """Marks and blanks make no other phrase; a unit that prints it twice counts once."""
    county = county_of(
        [
            form(1, "甲局", "群众满意度", "群众满意度。"),
            form(2, "乙局", "群众 满意度"),
            form(3, "丙局", "群众满意度", value="90"),
            form(4, "丁局", "培训场次"),
        ]
    )
    [phrase] = county.phrases
    assert phrase.text == "群众满意度" and phrase.units == ("甲局", "乙局", "丙局")
    assert (phrase.target, phrase.same_target, phrase.is_goal) == ("≥95%", 2, False)


def test_two_units_are_no_news_unless_asked_for() -> None:
    forms = [form(1, "甲局", "群众满意度"), form(2, "乙局", "群众满意度")]
    assert county_of(forms).phrases == ()
    assert len(county_of(forms, fewest=2).phrases) == 1


def test_clauses_of_goals_are_compared_but_set_phrases_are_not() -> None:
    goal = "确保机关正常运转，圆满完成上级交办的各项中心工作任务"
    county = county_of([form(n, f"{n}局", f"自有指标{n}", goal=goal) for n in (1, 2, 3)])
    assert [(phrase.text, phrase.is_goal) for phrase in county.phrases] == [
        ("圆满完成上级交办的各项中心工作任务", True),
        ("确保机关正常运转", True),
    ]


def test_rows_of_one_unit_are_summed_and_the_worst_stands_first() -> None:
    county = county_of(
        [
            CountyForm("a", "甲局", (), "", {"M01": 1}),
            CountyForm("b", "乙局", (), "", {"M01": 2, "W01": 1}),
            CountyForm("c", "乙局", (), "", {"M01": 4}),
        ]
    )
    assert [(rule.code, rule.units, rule.findings) for rule in county.rules] == [
        ("M01", 2, 7),
        ("W01", 1, 1),
    ]
    assert [(row.unit, row.forms, row.counts, row.total) for row in county.rows] == [
        ("乙局", ("b", "c"), (6, 1), 7),
        ("甲局", ("a",), (1, 0), 1),
    ]


def test_infos_and_waived_findings_do_not_heat_the_map() -> None:
    target = PerformanceTarget(indicators=(Indicator(id="I1", name="满意度", value="好坏"),))
    review = review_target(target, choose_profile("auto", target).profile)
    counts = counts_of(review.findings)
    assert sum(counts.values()) == review.summary.error + review.summary.warning > 0


@given(
    st.lists(
        st.tuples(
            st.sampled_from("甲乙丙丁"), st.dictionaries(st.sampled_from("ABC"), st.integers(1, 9))
        ),
        max_size=12,
    )
)
def test_no_finding_is_lost_or_counted_twice(given_forms: list[tuple[str, dict[str, int]]]) -> None:
    """The sums of rows, of rules and of the forms are one number."""
    forms = [CountyForm(str(n), unit, (), "", c) for n, (unit, c) in enumerate(given_forms)]
    county = county_of(forms)
    expected = sum((Counter(form.counts) for form in forms), Counter[str]())
    assert {rule.code: rule.findings for rule in county.rules} == dict(expected)
    assert sum(row.total for row in county.rows) == expected.total()
    for place, rule in enumerate(county.rules):
        assert rule.units == sum(row.counts[place] > 0 for row in county.rows)
    assert sorted(form for row in county.rows for form in row.forms) == sorted(f.id for f in forms)
