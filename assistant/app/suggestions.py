"""Verified suggestions for one reviewed table, and what accepting them all would give."""

from assistant.domain.finding import TargetReview
from assistant.domain.profile import Profile
from assistant.domain.waiver import Waiver
from assistant.messages import Language
from assistant.review import Settings, accept_all, suggest_changes


def with_suggestions(
    review: TargetReview,
    profile: Profile,
    *,
    ignore: tuple[str, ...] = (),
    waivers: tuple[Waiver, ...] = (),
    language: Language = Language.CHINESE,
) -> TargetReview:
    """``review`` with suggestions that the rules agree with, and questions to the unit.

    Args:
        review: what the rules said of the table.
        profile: the local settings that it was reviewed by.
        ignore: rules that were left out.
        waivers: findings that were accepted, besides those that the table carries.
        language: language of rationales and questions.
    """
    settings = Settings(
        profile=profile,
        ignore=ignore,
        language=language,
        drafted=any(row.provenance for row in review.target.indicators),
        waivers=waivers,
    )
    suggested = suggest_changes(review, settings)
    accepted = accept_all(review.target, settings)
    update = {"accept_all": accepted, "questions": accepted.questions}
    return suggested.model_copy(update=update)
