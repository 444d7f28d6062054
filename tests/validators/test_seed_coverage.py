"""Which tasks and promises of the sample no indicator stands for (the hand analysis names them)."""

from pathlib import Path

import pytest

from assistant.domain.finding import TargetReview
from assistant.intake import read_file
from assistant.profiles import load_profile
from assistant.validators import review_target

SAMPLE = Path(__file__).parents[2] / "evals" / "documents" / "kaijiang-2023.md"


@pytest.fixture(scope="module")
def review() -> TargetReview:
    return review_target(read_file(SAMPLE).targets[0], load_profile("sichuan"), select=["R"])


def test_the_two_tasks_that_no_indicator_stands_for(review: TargetReview) -> None:
    told = [finding.evidence for finding in review.findings if finding.code == "R01"]
    assert [evidence.split()[0] for evidence in told] == ["T3", "T8"]


@pytest.mark.parametrize(
    "promise", ["新课程教学过程", "地方课程和校本课程", "中高考改革", "中心组学习", "意识形态研判"]
)
def test_the_promises_that_no_indicator_stands_for(review: TargetReview, promise: str) -> None:
    (finding,) = (item for item in review.findings if item.code == "R04")
    assert promise in finding.evidence


def test_slogans_are_no_promises(review: TargetReview) -> None:
    (finding,) = (item for item in review.findings if item.code == "R04")
    assert "四个意识" not in finding.evidence
    assert "两个维护" not in finding.evidence
