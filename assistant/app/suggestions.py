"""Verified suggestions for one reviewed table, and what accepting them all would give."""

from typing import TYPE_CHECKING, NamedTuple

from assistant.domain.finding import TargetReview
from assistant.domain.profile import Profile
from assistant.domain.waiver import Waiver
from assistant.messages import Language
from assistant.review import Settings, accept_all, suggest_changes
from assistant.review.desk import Desk, Proposal

if TYPE_CHECKING:
    from assistant.llm.source import RowSource


class Suggested(NamedTuple):
    """A review with suggestions.

    Attributes:
        review: the review.
        failure: why a model stopped answering, or None.
    """

    review: TargetReview
    failure: str | None = None


def with_suggestions(
    review: TargetReview,
    profile: Profile,
    *,
    ignore: tuple[str, ...] = (),
    waivers: tuple[Waiver, ...] = (),
    language: Language = Language.CHINESE,
    client: "RowSource | None" = None,
) -> Suggested:
    """``review`` with suggestions that the rules agree with, and questions to the unit.

    Args:
        review: what the rules said of the table.
        profile: the local settings that it was reviewed by.
        ignore: rules that were left out.
        waivers: findings that were accepted, besides those that the table carries.
        language: language of rationales and questions.
        client: a model that words further candidates, tried like any other; None for none.
    """
    settings = Settings(
        profile=profile,
        ignore=ignore,
        language=language,
        drafted=review.target.drafted,
        waivers=waivers,
    )
    worded: dict[str, list[Proposal]] = {}
    failure = None
    if client is not None:
        from assistant.review.model_rows import model_rows

        desk = Desk(review.target, profile, language)
        worded, failure = model_rows(review, desk, client)
    suggested = suggest_changes(review, settings, worded=worded)
    accepted = accept_all(review.target, settings)
    update = {"accept_all": accepted, "questions": accepted.questions}
    return Suggested(suggested.model_copy(update=update), failure)
