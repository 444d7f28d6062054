"""The gate turns red where something fell, and names it; two runs give the same figures."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from assistant.llm import prompts
from assistant.settings import Settings
from assistant.validators import review
from assistant.validators.registry import choose_rules
from evals.answers import Answers, Desk
from evals.comparison import changes, flips
from evals.gate import Threshold, falls, load_thresholds
from evals.harness import run_suite
from evals.results import About, CaseResult, Run
from evals.suite import DEVELOPMENT, EvalCase, Suite
from evals.suites import drafts, rules

HERE = About(commit=None, dirty=False, began="2026-01-01", fast=True)
CASES = 60
_ROUNDS = 8
"""As `evals.commands` does: what a slow machine left out is asked in the next round."""


def some(suite: Suite, count: int = CASES) -> Suite:
    """The suite with its first development cases only, and its first system."""

    def cases(fast: bool) -> tuple[EvalCase, ...]:
        return tuple(one for one in suite.cases(fast) if one.split == DEVELOPMENT)[:count]

    return suite._replace(cases=cases, systems=suite.systems[:1])


def run(suite: Suite, folder: Path, desk: Desk | None = None) -> Run:
    with desk or Desk(Settings()) as opened:
        return Run(about=HERE, results=tuple(run_suite(suite, opened, folder)))


@pytest.fixture
def without_m07(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The rule engine as if M07 had been taken out."""

    def chosen(select: tuple[str, ...], ignore: tuple[str, ...]) -> object:
        return choose_rules(select, (*ignore, "M07"))

    monkeypatch.setattr(review, "_chosen", chosen)
    yield


def steady(found: Run, suite: Suite) -> list[tuple[str, dict[str, tuple[float, float]]]]:
    """What every case counted, without times."""
    times = {measure.key for measure in suite.printed if not measure.steady}
    return [
        (one.case, {key: tally for key, tally in one.tallies.items() if key not in times})
        for one in found.results
    ]


def test_two_runs_give_the_same_figures_and_no_flips(tmp_path: Path) -> None:
    suite = some(rules.SUITE)
    first, second = run(suite, tmp_path), run(suite, tmp_path)
    assert steady(first, suite) == steady(second, suite)
    assert changes(second, first, (suite,)) == []
    assert flips(second, first) == []
    assert falls(second, first, (suite,), load_thresholds()) == []


@pytest.mark.usefixtures("without_m07")
def test_a_rule_taken_out_turns_the_gate_red_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite = some(rules.SUITE)
    worse = run(suite, tmp_path)
    monkeypatch.undo()
    good = run(suite, tmp_path)
    fallen = {fall.figure for fall in falls(worse, good, (suite,), load_thresholds())}
    assert {"rules/ours/M07.recall", "rules/ours/recall"} <= fallen
    missed = [flip for flip in flips(worse, good) if flip.fell]
    assert missed
    assert all("M07" in line for flip in missed for line in flip.fell)


@pytest.mark.embedded
def test_a_prompt_emptied_turns_the_gate_red(
    tmp_path: Path, model_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The model inside is recorded; played back after the prompt has changed, nothing fits."""
    settings = Settings(home=model_home)
    system = next(one for one in drafts.SUITE.systems if one.name == "base")
    lists = [one for one in drafts.SUITE.cases(False) if one.split == DEVELOPMENT]
    # The least work for the model: a busy machine would cut a longer draft short.
    shortest = min(lists, key=lambda one: sum(len(task.text) for task in one.payload.target.tasks))
    suite = drafts.SUITE._replace(cases=lambda fast: (shortest,), systems=(system,))
    thresholds = (
        Threshold(figure="drafts/base/valid", tolerance=0.1, fast=True),
        Threshold(figure="drafts/base/crash", better="down", tolerance=0.0, fast=True),
    )
    for _ in range(_ROUNDS):
        desk = Desk(settings, Answers.RECORDING, folder=tmp_path)
        run(suite, tmp_path, desk)
        if not desk.asked:
            break
    good = run(suite, tmp_path, Desk(settings, folder=tmp_path))
    again = run(suite, tmp_path, Desk(settings, folder=tmp_path))
    assert [one.crash for one in good.results] == [None]
    assert steady(good, suite) == steady(again, suite)
    assert falls(again, good, (suite,), thresholds) == []

    template = prompts.load_prompt("draft-task")
    emptied = template.model_copy(update={"system": ""})
    monkeypatch.setattr(
        "assistant.drafting.ask.load_prompt",
        lambda name: emptied if name == "draft-task" else prompts.load_prompt(name),
    )
    worse = run(suite, tmp_path, Desk(settings, folder=tmp_path))
    (broken,) = worse.results
    assert "not recorded" in (broken.crash or "")
    fallen = {fall.figure for fall in falls(worse, good, (suite,), thresholds)}
    assert fallen == {"drafts/base/valid", "drafts/base/crash"}


def result(case: str, hits: float, chances: float = 1, **more: object) -> CaseResult:
    return CaseResult.model_validate(
        {
            "suite": "rules",
            "system": "ours",
            "case": case,
            "document": case,
            "split": "development",
            "tallies": {"recall": (hits, chances)},
            **more,
        }
    )


def made(*results: CaseResult, fast: bool = False) -> Run:
    return Run(about=HERE.model_copy(update={"fast": fast}), results=results)


def test_a_figure_that_is_merely_uncertain_does_not_pass() -> None:
    """Nine of ten are above 0.8, but ten cases do not prove it."""
    few = made(*(result(f"{n}", n > 0) for n in range(10)))
    many = made(*(result(f"{n}", n % 10 > 0) for n in range(1000)))
    asked = (Threshold(figure="rules/ours/recall", bound=0.8),)
    assert [fall.figure for fall in falls(few, None, (rules.SUITE,), asked)] == [
        "rules/ours/recall"
    ]
    assert falls(many, None, (rules.SUITE,), asked) == []


def test_a_figure_that_was_not_measured_does_not_pass() -> None:
    asked = (Threshold(figure="rules/ours/recall", bound=0.8),)
    (fall,) = falls(made(), None, (rules.SUITE,), asked)
    assert "not measured" in fall.why
    # But what was not asked for, because only another suite ran, is not missed.
    assert falls(made(), None, (drafts.SUITE,), asked) == []


def test_only_what_both_runs_have_is_compared() -> None:
    """The fast subset leaves cases out; that alone is no fall."""
    old = made(result("a", 1), result("b", 0), result("c", 1))
    new = made(result("a", 1), result("b", 0))
    asked = (Threshold(figure="rules/ours/recall", tolerance=0.0),)
    assert falls(new, old, (rules.SUITE,), asked) == []
    worse = made(result("a", 0), result("b", 0))
    assert len(falls(worse, old, (rules.SUITE,), asked)) == 1


def test_held_out_cases_open_no_gate() -> None:
    old = made(result("a", 1), result("h", 1, split="held_out"))
    new = made(result("a", 1), result("h", 0, split="held_out"))
    asked = (Threshold(figure="rules/ours/recall", tolerance=0.0),)
    assert falls(new, old, (rules.SUITE,), asked) == []
    assert flips(new, old) == []


def test_a_crash_stays_in_the_denominator(tmp_path: Path) -> None:
    """A system that breaks on half of its cases is half as good, not as good on fewer."""
    suite = some(rules.SUITE, 10)
    ours = suite.systems[0]
    first = suite.cases(False)[0]

    def breaks(case: EvalCase, desk: Desk) -> str:
        if case.name == first.name:
            raise ZeroDivisionError("planted")
        return ours.answer(case, desk)

    broken = run(suite._replace(systems=(ours._replace(answer=breaks),)), tmp_path)
    whole = run(suite, tmp_path)
    crashed = [one for one in broken.results if one.crash]
    assert [one.case for one in crashed] == [first.name]
    assert "ZeroDivisionError: planted" in crashed[0].said

    def due(found: Run) -> float:
        return sum(one.tallies["recall"][1] for one in found.results if "recall" in one.tallies)

    assert due(broken) == due(whole)


def test_every_threshold_names_a_figure_that_there_is() -> None:
    """A misspelt one would never turn red."""
    suites = {suite.name: suite for suite in (*_suites(),)}
    for threshold in load_thresholds():
        suite, system, measure = threshold.parts
        assert system in {one.name for one in suites[suite].systems}, threshold
        keys = {one.key for one in suites[suite].printed}
        assert measure.removeprefix("*.") in keys, threshold


def _suites() -> tuple[Suite, ...]:
    from evals.runner import SUITES

    return SUITES


def test_a_misspelt_key_in_the_file_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "gate.yaml"
    path.write_text(yaml.safe_dump([{"figure": "rules/ours/recall", "least": 1}]), encoding="utf-8")
    with pytest.raises(ValueError, match="least"):
        load_thresholds(path)
