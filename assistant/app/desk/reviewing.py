"""The review of one version of a form, made once: the rules at once, the changes a moment later."""

import threading
from collections import OrderedDict
from typing import NamedTuple

from assistant.app.local_rules import AUTO, choose_profile
from assistant.domain.finding import TargetReview
from assistant.domain.profile import Profile
from assistant.domain.target import PerformanceTarget
from assistant.messages import Language
from assistant.review import Settings, suggest_changes
from assistant.validators import review_target

_KEPT = 48
"""Reviews with suggestions kept in memory: the forms that a few reviewers have open."""


class Reviewed(NamedTuple):
    """A review and what it was made by.

    Attributes:
        review: what the rules say of the table.
        profile: local settings.
        title: their name on screen.
        guessed: they were guessed from the table.
        suggested: verified changes were looked for.
    """

    review: TargetReview
    profile: Profile
    title: str
    guessed: bool
    suggested: bool = False

    def settings(self, language: Language) -> Settings:
        """How changes to the table are to be judged."""
        drafted = any(row.provenance for row in self.review.target.indicators)
        return Settings(self.profile, language=language, drafted=drafted)


def review_form(
    target: PerformanceTarget, profile: str | None, language: Language, *, submitted: bool = True
) -> Reviewed:
    """What the rules say of a form that is filed.

    Raises:
        ConfigurationError: there is no such profile.
    """
    # A form cannot excuse itself: what it says is waived counts until a reviewer agrees.
    target = target.model_copy(update={"waivers": ()})
    chosen = choose_profile(profile or AUTO, target)
    review = review_target(
        target,
        chosen.profile,
        drafted=any(row.provenance for row in target.indicators),
        submitted=submitted,
        language=language,
    )
    return Reviewed(review, chosen.profile, chosen.title(language), chosen.guessed)


class Reviewer:
    """Reviews forms, each version once; may be used by many threads."""

    def __init__(self) -> None:
        """Nothing is reviewed yet."""
        self._kept: OrderedDict[tuple[object, ...], Reviewed] = OrderedDict()
        self._lock = threading.Lock()

    def review(
        self,
        form: str,
        version: int,
        target: PerformanceTarget,
        profile: str | None,
        language: Language,
        *,
        suggest: bool = True,
    ) -> Reviewed:
        """The review of a version of a form.

        Args:
            form: id of the form.
            version: which version of it ``target`` is; a version never changes.
            target: the table.
            profile: local rule settings by name, or None to guess them.
            language: language of messages.
            suggest: look for verified changes, which takes about a second; without it, changes
                that were found before are given all the same.
        """
        key = (form, version, profile, language)
        with self._lock:
            known = self._kept.get(key)
            if known is not None:
                self._kept.move_to_end(key)
        if known is None:
            known = review_form(target, profile, language)
        if suggest and not known.suggested:
            review = suggest_changes(known.review, known.settings(language))
            known = known._replace(review=review, suggested=True)
        with self._lock:
            self._kept[key] = known
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return known
