"""The judge is judged: agreement beyond chance, and what it cannot judge is told apart."""

from pathlib import Path

import pytest
import yaml

from assistant.settings import Settings
from evals.answers import Answers, Desk
from evals.judge import Judged, Opinion, agreement, ask, on_labels
from evals.real_tables import load_real_tables


def judged(person: bool, judge: Opinion, count: int) -> list[Judged]:
    return [Judged(f"{n}", "", person, judge) for n in range(count)]


def test_kappa_is_agreement_beyond_chance() -> None:
    """The textbook table: 20, 5, 10, 15 give an agreement of 0.7 and a kappa of 0.4."""
    found = agreement(
        judged(True, Opinion.SCORABLE, 20)
        + judged(True, Opinion.NOT_SCORABLE, 5)
        + judged(False, Opinion.SCORABLE, 10)
        + judged(False, Opinion.NOT_SCORABLE, 15)
        + judged(True, Opinion.UNSURE, 3)
    )
    assert found.kappa == pytest.approx(0.4)
    assert found.share.startswith("70.0%")
    assert (found.decided, found.unsure) == (50, 3)


def test_a_judge_that_always_says_yes_agrees_by_chance_alone() -> None:
    found = agreement(judged(True, Opinion.SCORABLE, 9) + judged(False, Opinion.SCORABLE, 1))
    assert found.kappa == pytest.approx(0)
    assert agreement([]).kappa is None


def script(folder: Path, *answers: dict[str, object]) -> Settings:
    path = folder / "script.yaml"
    path.write_text(yaml.safe_dump({"answers": list(answers)}), encoding="utf-8")
    return Settings(provider="fake", model=str(path), home=folder)


def test_an_endpoint_is_asked_row_by_row_and_may_be_unsure(tmp_path: Path) -> None:
    """One answer for good, and prose for rows about service, which is no verdict."""
    settings = script(
        tmp_path,
        {"match": "服务", "text": "说不好", "times": 0},
        {"output": {"结论": "能考核", "理由": "有数"}, "times": 0},
    )
    tables = load_real_tables()
    with Desk(settings, Answers.LIVE) as desk, desk.client("endpoint") as client:
        found = list(on_labels(client, tables))
        assert ask(client, "数量指标 服务人次 ≥3人次") is Opinion.UNSURE
    assert found
    assert {one.judge for one in found if "服务" not in one.row} == {Opinion.SCORABLE}
    assert {one.person for one in found} == {True, False}
