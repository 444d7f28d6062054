"""The forms of many units on one desk: the queue, and one form with its findings as cards."""

from datetime import date
from typing import NamedTuple

from assistant.app.county import CountyForm, county_form
from assistant.app.desk.cards import DeskCard, desk_cards
from assistant.app.desk.decided import (
    Applied,
    standing_decisions,
    standing_review,
    standing_summary,
    with_accepted,
)
from assistant.app.desk.reviewing import Reviewed, Reviewer
from assistant.domain.finding import Summary
from assistant.domain.target import PerformanceTarget
from assistant.exceptions import ConflictError, InputError, NotPermittedError
from assistant.messages import Language, Message
from assistant.store import Decision, Form, FormOrder, FormPage, FormStatus, Store, User

FILED = (FormStatus.SUBMITTED, FormStatus.RETURNED, FormStatus.PASSED)
"""What the desk shows; drafts are the units' own."""
PAGE_SIZE = 50
_MOST_FILED = 100_000
_REVIEWERS_ONLY = Message(
    zh="审核台只对审核人开放；您登录的是单位用户“{name}”。",
    en="The desk is open to reviewers only; you are signed in as '{name}' of a unit.",
)
_A_DRAFT = Message(
    zh="“{title}”还没有提交，单位改好提交后才能审核。",
    en="'{title}' is not submitted yet; it can be reviewed once the unit submits it.",
)
_CLOSED = Message(
    zh="“{title}”{status}，不能再作处理；需要时请先重新审核。",
    en="'{title}' is {status}; reopen it first.",
)
_NEW_VERSION = Message(
    zh="“{title}”已有新的一版（第 {found} 版，您看的是第 {seen} 版）；请重新打开再处理。",
    en="'{title}' has a new version ({found}; you were looking at {seen}); open it again.",
)
_NO_CARD = Message(
    zh="这张卡片已不在（表或规则变了）；请重新打开这份表。",
    en="This card is gone, for the form or the rules changed; open the form again.",
)


class DeskForm(NamedTuple):
    """One form on the desk.

    Attributes:
        form: what the queue shows of it.
        target: the table.
        reviewed: what the rules say of it.
        decisions: the decision that counts on each finding, by key.
        cards: the findings as they are answered.
        summary: how many findings stand.
        is_mine: this reviewer brought the form, and may change it.
        language: language of the messages.
    """

    form: Form
    target: PerformanceTarget
    reviewed: Reviewed
    decisions: dict[str, Decision]
    cards: tuple[DeskCard, ...]
    summary: Summary
    is_mine: bool
    language: Language

    @property
    def can_decide(self) -> bool:
        """Whether findings can be answered now."""
        return self.form.status is FormStatus.SUBMITTED

    @property
    def accepted(self) -> Applied:
        """The table with every accepted change."""
        return with_accepted(self.target, self.decisions.values())

    def card(self, card_id: str) -> DeskCard:
        """The card of this id.

        Raises:
            InputError: there is none.
        """
        for card in self.cards:
            if card.id == card_id:
                return card
        raise InputError(_NO_CARD)


class Desk:
    """The reviewers' desk over a store; one for the process, used by many threads."""

    def __init__(self, store: Store, *, profile: str | None = None) -> None:
        """Work on the forms of ``store``.

        Args:
            store: where forms are kept.
            profile: local rule settings for forms that name none; None guesses them.
        """
        self.store = store
        self._profile = profile
        self._reviewer = Reviewer()
        self._county_forms: dict[str, tuple[tuple[int, Summary], CountyForm]] = {}

    def queue(
        self,
        *,
        by: User,
        status: FormStatus | None = FormStatus.SUBMITTED,
        search: str = "",
        order: FormOrder = FormOrder.ERRORS,
        page: int = 1,
        language: Language = Language.CHINESE,
    ) -> FormPage:
        """One page of the filed forms; those that were never reviewed are reviewed first.

        Raises:
            NotPermittedError: the user is no reviewer.
        """
        require_reviewer(by)
        found = self.store.forms.queue(
            by=by,
            status=status or FILED,
            search=search.strip() or None,
            order=order,
            descending=order is not FormOrder.UNIT,
            offset=(max(page, 1) - 1) * PAGE_SIZE,
            limit=PAGE_SIZE,
        )
        forms = tuple(self._lit(form, by, language) for form in found.forms)
        return found.model_copy(update={"forms": forms})

    def every_form(
        self, *, by: User, status: FormStatus | None = None, search: str = ""
    ) -> tuple[Form, ...]:
        """All filed forms that the filter lets through, by unit.

        Raises:
            NotPermittedError: the user is no reviewer.
        """
        require_reviewer(by)
        return self.store.forms.queue(
            by=by,
            status=status or FILED,
            search=search.strip() or None,
            order=FormOrder.UNIT,
            descending=False,
            limit=_MOST_FILED,
        ).forms

    def counts(self, *, by: User) -> dict[FormStatus, int]:
        """How many filed forms stand where."""
        require_reviewer(by)
        counts = self.store.forms.count_by_status(by=by)
        return {status: counts[status] for status in FILED}

    def open(
        self,
        form_id: str,
        *,
        by: User,
        language: Language = Language.CHINESE,
        suggest: bool = True,
    ) -> DeskForm:
        """A form with its findings as cards.

        Args:
            form_id: which.
            by: the reviewer.
            language: language of messages.
            suggest: look for verified changes, which takes about a second the first time.

        Raises:
            NotFoundError: there is none.
            NotPermittedError: the user is no reviewer, or the form is a unit's draft.
        """
        require_reviewer(by)
        form = self.store.forms.get(form_id, by=by)
        if form.status not in FILED:
            raise NotPermittedError(_A_DRAFT, title=form.title)
        target = self.store.forms.revision(form_id, form.version, by=by).target
        reviewed = self._reviewer.review(
            form_id, form.version, target, form.profile or self._profile, language, suggest=suggest
        )
        decisions = self.decisions(form, by=by)
        review = reviewed.review
        return DeskForm(
            form=form,
            target=review.target,
            reviewed=reviewed,
            decisions=decisions,
            cards=desk_cards(review, decisions),
            summary=standing_summary(review, decisions),
            is_mine=form.owner == by.name,
            language=language,
        )

    def decisions(self, form: Form, *, by: User) -> dict[str, Decision]:
        """The decision that counts on each finding of the form's newest version."""
        today = date.today().isoformat()  # noqa: DTZ011
        kept = self.store.reviews.waivers(form.id, by=by)
        holding = {
            (one.waiver.code, one.waiver.indicator)
            for one in kept
            if one.waiver.expires is None or one.waiver.expires >= today
        }
        decisions = self.store.reviews.decisions(form.id, by=by)
        return standing_decisions(decisions, form.version, holding)

    def open_to_decide(
        self, form_id: str, version: int, *, by: User, language: Language
    ) -> DeskForm:
        """The form, if it is as the reviewer saw it and still theirs to decide on.

        Raises:
            ConflictError: there is a newer version.
            NotPermittedError: it is returned or passed, or the user is no reviewer.
        """
        on_desk = self.open(form_id, by=by, language=language)
        form = on_desk.form
        if form.version != version:
            raise ConflictError(_NEW_VERSION, title=form.title, found=form.version, seen=version)
        if not on_desk.can_decide:
            raise NotPermittedError(_CLOSED, title=form.title, status=form.status.value)
        return on_desk

    def keep_lights(self, on_desk: DeskForm, *, by: User) -> Form:
        """Keep what stands of the form's findings, so that the queue shows it."""
        decisions = self.decisions(on_desk.form, by=by)
        findings = standing_review(on_desk.reviewed.review, decisions).findings
        return self.store.reviews.keep_findings(
            on_desk.form.id, on_desk.form.version, findings, by=by
        )

    def county_form(self, form: Form, *, by: User, language: Language) -> CountyForm:
        """What the county view needs of a form, remembered as long as nothing of it changes."""
        state = (form.version, form.lights)
        known = self._county_forms.get(form.id)
        if known is not None and known[0] == state:
            return known[1]
        form = self._lit(form, by, language)
        target = self.store.forms.revision(form.id, form.version, by=by).target
        findings = self.store.reviews.findings(form.id, by=by)
        made = county_form(form.id, form.unit.name or form.title, target, findings)
        self._county_forms[form.id] = ((form.version, form.lights), made)
        return made

    def _lit(self, form: Form, by: User, language: Language) -> Form:
        """The form with lights; one that came in without a review is reviewed now."""
        if form.reviewed == form.version:
            return form
        return self.keep_lights(self.open(form.id, by=by, language=language, suggest=False), by=by)


def require_reviewer(user: User) -> None:
    """Refuse users of units.

    Raises:
        NotPermittedError: the user is no reviewer.
    """
    if not user.role.reviews:
        raise NotPermittedError(_REVIEWERS_ONLY, name=user.name)
