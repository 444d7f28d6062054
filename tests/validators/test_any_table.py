"""Whatever a table holds, no rule breaks, and the same table always gives the same review."""

from hypothesis import given, settings

from assistant.domain.edit import apply_edits
from assistant.domain.finding import TargetReview
from assistant.domain.target import PerformanceTarget
from assistant.messages import Language
from assistant.profiles import guess_profile
from assistant.validators import cards_of, review_target, safe_fixes
from tests.domain.strategies import targets


def _broken(review: TargetReview) -> list[str]:
    return [found.message for found in review.findings if "itself failed" in found.message]


@settings(max_examples=60, deadline=None)
@given(targets())
def test_no_rule_breaks_and_reviews_repeat(target: PerformanceTarget) -> None:
    profile = guess_profile(target)
    review = review_target(target, profile, language=Language.ENGLISH)
    assert _broken(review) == []
    assert review_target(target, profile, language=Language.ENGLISH) == review
    rows = {row.id for row in target.indicators}
    assert {found.indicator for found in review.findings} <= rows | {None}
    assert sum(len(card.findings) + len(card.companions) for card in cards_of(review)) == len(
        review.findings
    )


@settings(max_examples=60, deadline=None)
@given(targets())
def test_safe_fixes_settle(target: PerformanceTarget) -> None:
    """Applied again and again they come to rest, and never touch operator, value or weight."""
    profile = guess_profile(target)
    after = target
    for _ in range(4):
        edits = safe_fixes(review_target(after, profile))
        if not edits:
            break
        after = apply_edits(after, edits)
    else:
        raise AssertionError(edits)
    kept = [(row.operator, row.value, row.weight) for row in target.indicators]
    assert [(row.operator, row.value, row.weight) for row in after.indicators] == kept


@settings(max_examples=30, deadline=None)
@given(targets())
def test_a_draft_and_a_submission_break_nothing(target: PerformanceTarget) -> None:
    review = review_target(
        target,
        guess_profile(target),
        drafted=True,
        submitted=True,
        previous=target,
        language=Language.ENGLISH,
    )
    assert _broken(review) == []
    assert "P03" not in {found.code for found in review.findings}
