"""What a unit's staff can do at the workbench, one method each."""

import threading
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial as bound

from pydantic import SecretStr

from assistant.app.desk.decided import standing_decisions
from assistant.app.documents import parse_document, parse_text
from assistant.app.drafts import NO_MODEL, DraftOptions, with_head
from assistant.app.model_usage import keep_usage
from assistant.app.overview import overview_of
from assistant.app.refinement import refine_target
from assistant.app.workbench import submission, wording
from assistant.app.workbench.drafting import Drafter, draft, keep_interrupted, type_into_partial
from assistant.app.workbench.offers import (
    Candidate,
    Offer,
    Offered,
    Proposed,
    alternatives_for,
    proposals_for,
    suggestions_for,
)
from assistant.app.workbench.page import Page
from assistant.app.workbench.said import Said
from assistant.app.workbench.state import PartialDraft, Preferences, Progress, Stage
from assistant.app.workbench.turn import Turn
from assistant.app.workbench.work import Pace, Work
from assistant.domain.draft import Usage
from assistant.domain.edit import Edit, EditOp, apply_edits
from assistant.domain.indicator import Indicator
from assistant.domain.profile import Profile
from assistant.domain.provenance import Provenance, ProvenanceKind
from assistant.domain.target import PerformanceTarget, TargetDocument
from assistant.domain.waiver import Waiver
from assistant.drafting import Refinement
from assistant.exceptions import AssistantError, EditError, InputError, NotPermittedError
from assistant.export.changes import edits_text
from assistant.llm import open_client
from assistant.llm.own_endpoint import check_own_endpoint, with_own_endpoint
from assistant.messages import Language
from assistant.settings import Settings
from assistant.store import FormStatus, IssuedSlip, Store, User

SUGGESTIONS = "suggestions"
_DRAFTS_AT_ONCE = 4
_WORKS_AT_ONCE = 64
_TURN_SECONDS = 0.2
_REQUESTS_A_MINUTE = 60
_SILENCE = timedelta(seconds=20)
"""After this long without a sign of life a draft of another process counts as cut off."""
_FORMS_SHOWN = 30


class Workbench:
    """The workbenches of all users of one process; every method may be called from any thread.

    No method raises for what a user did: a refusal becomes a sentence in the conversation.
    """

    def __init__(self, store: Store, settings: Settings) -> None:
        """Keep everything in ``store``; ``settings`` are those of the installation."""
        self._store, self._settings = store, settings
        self._name = uuid.uuid4().hex
        self._locks: defaultdict[str, threading.RLock] = defaultdict(threading.RLock)
        self._works: dict[str, Work] = {}
        self._keys: dict[str, SecretStr] = {}
        self._offered: dict[str, tuple[object, Offered]] = {}
        self._drafts = threading.BoundedSemaphore(_DRAFTS_AT_ONCE)
        self._pace = Pace(_REQUESTS_A_MINUTE)
        self._pool = ThreadPoolExecutor(_WORKS_AT_ONCE, thread_name_prefix="workbench")

    def close(self) -> None:
        """Stop what is under way; its rows are kept."""
        for work in list(self._works.values()):
            work.stop.press()
        self._pool.shutdown(wait=True, cancel_futures=True)

    # What the page shows.

    def page(self, user: User) -> Page:
        """All that the user's page shows now."""
        with self._lock(user):
            turn = Turn(self._store, user, self._settings)
            self._recover(turn)
            return self._page(turn)

    def work(self, user: User) -> Work | None:
        """The long work of the user that is under way in this process."""
        return self._works.get(user.name)

    def language_of(self, user: User) -> Language:
        """The language of the user's page."""
        with self._lock(user):
            return Turn(self._store, user, self._settings).language

    def preferences_of(self, user: User) -> Preferences:
        """How the user wants to be served."""
        with self._lock(user):
            return Turn(self._store, user, self._settings).state.preferences

    def settings_of(self, user: User) -> Settings:
        """The settings that the user's drafts run with."""
        with self._lock(user):
            return self._served(Turn(self._store, user, self._settings))

    def _page(self, turn: Turn) -> Page:
        partial, work = turn.state.partial, self._works.get(turn.user.name)
        progress = work.progress if work else (partial.progress if partial else None)
        page = Page(
            user=turn.user,
            language=turn.language,
            state=turn.state,
            form=turn.form,
            chat=self._store.sessions.messages(turn.session_id, by=turn.user),
            forms=self._store.forms.queue(by=turn.user, limit=_FORMS_SHOWN).forms,
            progress=progress,
            seconds=work.seconds if work else 0,
        )
        if partial is not None:
            return page._replace(rows=partial.rows)
        if turn.target is None:
            return page
        table = turn.review(turn.target)
        slip = self._returned_with(turn)
        return page._replace(
            table=table,
            overview=overview_of(table.review, turn.profile_name),
            rows=turn.target.indicators,
            can_undo=turn.can_undo,
            can_redo=turn.can_redo,
            offers=() if work else self._offers(turn),
            slip=slip.slip if slip else None,
            proposed=self._proposed(turn),
        )

    def _returned_with(self, turn: Turn) -> IssuedSlip | None:
        """The slip that the form came back with; of no more use once it is filed again."""
        if turn.form is None or turn.form.status is not FormStatus.RETURNED:
            return None
        slips = self._store.reviews.slips(turn.form.id, by=turn.user)
        return slips[-1] if slips else None

    def _proposed(self, turn: Turn) -> tuple[Proposed, ...]:
        """The changes that the reviewer asks for on a form that came back."""
        issued = self._returned_with(turn)
        if issued is None or turn.form is None or turn.target is None:
            return ()
        decisions = self._store.reviews.decisions(turn.form.id, by=turn.user)
        standing = standing_decisions(decisions, issued.revision, ())
        return tuple(
            proposals_for(standing.values(), issued.slip.target, turn.target, turn.language)
        )

    def keep_pace(self, user: User) -> None:
        """Count one more request of the user, whether typed or sent by a program.

        Raises:
            NotPermittedError: it is one too many for this minute.
        """
        if not self._pace.allows(user.name):
            raise NotPermittedError(wording.TOO_MANY, most=self._pace.most)

    # The conversation.

    def say(self, user: User, said: Said) -> bool:
        """Take one message: tasks, a file, or a change. False where it is not taken now."""
        with self._turn(user) as turn:
            if not said.shown:
                turn.say(wording.EMPTY)
                return False
            if not self._pace.allows(user.name):
                turn.say(wording.TOO_MANY, most=self._pace.most)
                return False
            if self._busy(turn):
                turn.say(wording.BUSY)
                return False
            turn.said_by_user(said.shown)
            self._start(user, bound(self._answer, user, said))
        return True

    def stop(self, user: User) -> None:
        """Stop the user's long work; what was made is kept."""
        work = self._works.get(user.name)
        if work is not None:
            work.stop.press()

    def choose(self, user: User, place: int) -> None:
        """Open one of the tables of a file that has several."""
        with self._turn(user) as turn:
            if not 0 <= place < len(turn.state.choices):
                raise InputError(wording.CHOICE_GONE)
            chosen, name = turn.state.choices[place], turn.state.source_name
            turn.put(choices=())
            self._take_in(turn, chosen, name)

    def restart(self, user: User) -> None:
        """A clean page; the form stays among the user's forms."""
        self.stop(user)
        work = self._works.get(user.name)
        if work is not None:
            work.wait(10)
        with self._turn(user) as turn:
            turn.begin_anew()

    def open_form(self, user: User, form_id: str) -> None:
        """Put another of the user's forms on the table."""
        with self._turn(user) as turn:
            self._require_idle(turn)
            turn.open_form(form_id)

    # The table.

    def edit(self, user: User, row: str, field: str, value: str) -> None:
        """Put what was typed into one cell; a draft under way goes on around it."""
        typed = value.strip() or None
        edit = Edit(op=EditOp.SET, indicator=row, field=field, value=typed)
        with self._turn(user) as turn:
            if turn.state.partial is not None:
                turn.put(partial=type_into_partial(turn.state.partial, edit))
                return
            target = _standing(turn)
            edits: tuple[Edit, ...] = (edit,)
            kept = next((one for one in target.indicators if one.id == row), None)
            if field == "value" and kept is not None and (kept.confirm or kept.provenance):
                # A value that a person typed is theirs: no confirmation, no other's passport.
                edits += (Edit(op=EditOp.SET, indicator=row, field="confirm", value="false"),)
            words = edits_text((edit,), target, turn.language)
            self._change(turn, edits, wording.EDITED.text(turn.language, changes=words))

    def name_form(self, user: User, unit: str, year: str) -> None:
        """Put unit and year on the form on screen; before there is one, nothing."""
        with self._turn(user) as turn:
            target = turn.target
            if target is None or self._busy(turn):
                return
            named = with_head(target, Said("", unit=unit, year=year).head)
            if named == target:
                return
            turn.save(named, wording.NAMED.text(turn.language))
            turn.rename(wording.title_of(named, turn.language))

    def add_row(self, user: User) -> None:
        """Add an empty row at the end."""
        with self._turn(user) as turn:
            self._require_idle(turn)
            target = _standing(turn)
            number = max((row.number for row in target.indicators), default=0) + 1
            last = target.indicators[-1] if target.indicators else None
            blank = Indicator(
                id=f"I{number}",
                level1=last.level1 if last else None,
                level2=last.level2 if last else None,
                provenance={"value": Provenance(kind=ProvenanceKind.USER)},
            )
            words = wording.ADDED.text(turn.language, row=number)
            self._change(turn, (Edit(op=EditOp.ADD, row=blank),), words)

    def remove_row(self, user: User, row: str) -> None:
        """Take one row out."""
        with self._turn(user) as turn:
            self._require_idle(turn)
            gone = _row(turn, row)
            words = wording.REMOVED.text(turn.language, row=gone.number, name=gone.name or "")
            self._change(turn, (Edit(op=EditOp.REMOVE, indicator=row),), words)

    def confirm(self, user: User, row: str) -> None:
        """The value of one row is the unit's own."""
        with self._turn(user) as turn:
            self._require_idle(turn)
            one = _row(turn, row)
            value = "".join(filter(None, (one.operator, one.value, one.unit)))
            words = wording.CONFIRMED.text(turn.language, row=one.number, value=value)
            edit = Edit(op=EditOp.SET, indicator=row, field="confirm", value="false")
            self._change(turn, (edit,), words)

    def confirm_all(self, user: User) -> None:
        """Every value is the unit's own."""
        with self._turn(user) as turn:
            self._require_idle(turn)
            edits = tuple(
                Edit(op=EditOp.SET, indicator=row.id, field="confirm", value="false")
                for row in _standing(turn).indicators
                if row.confirm
            )
            if not edits:
                turn.say(wording.NOTHING_TO_CONFIRM)
                return
            words = wording.CONFIRMED_ALL.text(turn.language, count=len(edits))
            self._change(turn, edits, words)

    def fix(self, user: User) -> None:
        """Repair what changes form and never meaning."""
        with self._turn(user) as turn:
            self._require_idle(turn)
            fixed = turn.review(_standing(turn), fix=True)
            if not fixed.changes:
                turn.say(wording.NOTHING_TO_FIX)
                return
            said = wording.FIXED.text(turn.language, count=len(fixed.changes))
            turn.save(fixed.review.target, said)
            turn.tell("\n".join((said, *fixed.changes)))

    def balance(self, user: User) -> None:
        """Bring the weights to the local norm and the exact total."""
        with self._turn(user) as turn:
            self._require_idle(turn)
            before = _standing(turn)
            options = DraftOptions(profile=turn.profile_name, language=turn.language)
            settings = self._served(turn)
            balanced = refine_target(before, wording.BALANCE_WORDS, options, settings)
            self._take_refined(turn, wording.BALANCE_WORDS, before, balanced)

    def undo(self, user: User) -> None:
        """Take the last change back."""
        with self._turn(user) as turn:
            self._require_idle(turn)
            turn.undo()
            turn.say(wording.UNDONE)

    def redo(self, user: User) -> None:
        """Make the change again that was taken back."""
        with self._turn(user) as turn:
            self._require_idle(turn)
            turn.redo()
            turn.say(wording.REDONE)

    # Suggestions and alternatives.

    def show_offers(self, user: User, panel: str | None) -> None:
        """Open the suggestions, or the alternatives of a row; None closes them.

        A model, where there is one, is asked for one more row, which is long work.
        """
        with self._turn(user) as turn:
            self._require_idle(turn)
            if panel is not None:
                _standing(turn)
            turn.put(panel=panel, passed_over=())
            if panel is None:
                return
            if panel != SUGGESTIONS and self._served(turn).provider != NO_MODEL:
                _row(turn, panel)
                self._start(user, bound(self._ask_for_rows, user, panel))
                return
            self._close_if_empty(turn, panel)

    def _ask_for_rows(self, user: User, panel: str, work: Work) -> None:
        """Alternatives of the model's too, kept for as long as the table stays as it is."""
        work.at(Progress(stage=Stage.OFFERING))
        try:
            with self._turn(user) as turn:
                target, asked, settings = _standing(turn), _offers_of(turn), self._served(turn)
                profile = turn.profile(target).profile
                spent = self._spending(turn, settings, "refine")
            offered = _with_model(target, panel, profile, settings, work, spent)
            with self._turn(user) as turn:
                self._offered[user.name] = (asked, offered)
                if offered.failure is not None and not work.stop.is_set():
                    turn.say(wording.WITHOUT_MODEL, failure=offered.failure)
                self._close_if_empty(turn, panel)
        except Exception as error:
            with self._turn(user) as turn:
                turn.tell_error(error)

    def _close_if_empty(self, turn: Turn, panel: str) -> None:
        if self._offers(turn):
            return
        turn.put(panel=None)
        if panel == SUGGESTIONS:
            turn.say(wording.NO_SUGGESTIONS)
        else:
            turn.say(wording.NO_ALTERNATIVES, row=panel.removeprefix("I"))

    def accept(self, user: User, key: str) -> None:
        """Take one of the candidates that stand open, or a change that a reviewer asks for."""
        with self._turn(user) as turn:
            self._require_idle(turn)
            offered = [one for offer in self._offers(turn) for one in offer.candidates]
            asked_for = [one.candidate for one in self._proposed(turn)]
            chosen = next((one for one in (*offered, *asked_for) if one.key == key), None)
            if chosen is None:
                turn.say(wording.SUGGESTION_GONE)
                return
            self._take(turn, chosen)

    def pass_over(self, user: User, key: str) -> None:
        """Leave one suggestion aside."""
        with self._turn(user) as turn:
            self._require_idle(turn)
            turn.put(passed_over=(*turn.state.passed_over, key))
            if not self._offers(turn):
                turn.put(panel=None)

    def _take(self, turn: Turn, chosen: Candidate) -> None:
        target = _standing(turn)
        words = wording.ACCEPTED.text(turn.language, changes=chosen.after)
        changed = apply_edits(target, chosen.edits)
        if chosen.row is not None:
            rows = tuple(
                chosen.row if row.id == chosen.row.id else row for row in changed.indicators
            )
            changed = changed.model_copy(update={"indicators": rows})
            turn.put(panel=None)
        turn.save(changed, words, chosen.edits)
        turn.tell(words)
        if turn.state.panel is not None and not self._offers(turn):
            turn.put(panel=None)

    def _offers(self, turn: Turn) -> tuple[Offer, ...]:
        """What stands open; found once for each state of the table."""
        if turn.state.panel is None or turn.target is None:
            return ()
        asked = _offers_of(turn)
        known, offered = self._offered.get(turn.user.name, (None, Offered()))
        if known != asked:
            offered = _find_offers(turn, turn.target, turn.state.panel)
            self._offered[turn.user.name] = (asked, offered)
        return tuple(one for one in offered.offers if one.key not in turn.state.passed_over)

    # Submitting.

    def submit(self, user: User) -> None:
        """Hand the form to the reviewers, or say what is still open."""
        with self._turn(user) as turn:
            self._require_idle(turn)
            target = _standing(turn)
            waivers: tuple[Waiver, ...] = ()
            if turn.form is not None:
                kept = self._store.reviews.waivers(turn.form.id, by=user)
                waivers = tuple(one.waiver for one in kept)
            # What a user switched off for themselves is not switched off for the reviewers.
            lines = submission.what_is_open(
                target, turn.profile(target).profile, waivers, turn.language
            )
            if lines:
                turn.say(wording.NOT_SUBMITTED, count=len(lines), lines="\n".join(lines))
                return
            turn.set_status(FormStatus.SUBMITTED)
            turn.put(panel=None)
            turn.say(wording.SUBMITTED)

    def withdraw(self, user: User) -> None:
        """Take the form back from the reviewers."""
        with self._turn(user) as turn:
            self._require_idle(turn)
            turn.set_status(FormStatus.DRAFT)
            turn.say(wording.WITHDRAWN)

    # How the user is served.

    def prefer(self, user: User, preferences: Preferences, key: SecretStr | None = None) -> None:
        """Serve the user in another way.

        Args:
            user: the user.
            preferences: how.
            key: a key for their own endpoint, kept in memory only; None leaves it as it is.

        Raises:
            AssistantError: their endpoint is no address, or stands where it must not.
        """
        if preferences.base_url is not None:
            known = key or self._keys.get(user.name)
            check_own_endpoint(served_as(self._settings, user, preferences, known))
        with self._turn(user) as turn:
            turn.prefer(preferences)
            if key is not None:
                self._keys[user.name] = key

    def speak(self, user: User, language: Language) -> None:
        """The same page in another language."""
        with self._turn(user) as turn:
            turn.prefer(turn.state.preferences.model_copy(update={"language": language}))

    def _served(self, turn: Turn) -> Settings:
        return served_as(
            self._settings, turn.user, turn.state.preferences, self._keys.get(turn.user.name)
        ).model_copy(update={"language": turn.language})

    def _spending(self, turn: Turn, settings: Settings, purpose: str) -> Callable[[Usage], None]:
        """Keeps what the calls of a model cost, under the name of who asked for them."""
        who, form_id = turn.user.name, turn.form.id if turn.form else None

        def spent(usage: Usage) -> None:
            keep_usage(self._store, settings, usage, purpose, who=who, form_id=form_id)

        return spent

    # Inside.

    def _lock(self, user: User) -> threading.RLock:
        return self._locks[user.name]

    @contextmanager
    def _turn(self, user: User) -> Iterator[Turn]:
        """A change of the user's workbench; a refusal becomes a sentence, and all else is kept."""
        with self._lock(user):
            turn = Turn(self._store, user, self._settings)
            try:
                yield turn
            except Exception as error:  # a refusal, or a bug of ours: the page says so
                turn.refresh()
                turn.tell_error(error)
            turn.keep()

    def _require_idle(self, turn: Turn) -> None:
        if self._busy(turn):
            raise InputError(wording.BUSY_ROW)

    def _busy(self, turn: Turn) -> bool:
        self._recover(turn)
        return turn.user.name in self._works or turn.state.partial is not None

    def _recover(self, turn: Turn) -> None:
        """Keep the rows of a draft whose process is gone."""
        partial = turn.state.partial
        if partial is None or turn.user.name in self._works or not self._cut_off(partial):
            return
        keep_interrupted(turn)
        turn.keep()

    def _cut_off(self, partial: PartialDraft) -> bool:
        return partial.worker == self._name or datetime.now(UTC) - partial.beat > _SILENCE

    def _start(self, user: User, act: Callable[[Work], None]) -> None:
        work = self._works[user.name] = Work()

        def run() -> None:
            try:
                act(work)
            finally:
                del self._works[user.name]
                work.end()

        self._pool.submit(run)

    def _answer(self, user: User, said: Said, work: Work) -> None:
        try:
            source = self._understood(user, said, work)
            if source is not None:
                self._draft(user, source, work)
        except Exception as error:
            with self._turn(user) as turn:
                keep_interrupted(turn, failed=True)
                turn.tell_error(error)

    def _understood(self, user: User, said: Said, work: Work) -> PerformanceTarget | None:
        """What to draft from, or None where the message is answered already."""
        with self._turn(user) as turn:
            target, source, language = turn.target, turn.state.source, turn.language
            if said.asks_to_undo:
                turn.undo()
                turn.say(wording.UNDONE)
        if said.asks_to_undo:
            return None
        if said.asks_to_redraft:
            if source is None and target is None:
                raise InputError(wording.EMPTY)
            return with_head(source or target or PerformanceTarget(), said.head)
        if said.is_one_line and target is not None:
            work.at(Progress(stage=Stage.REFINING))
            self._refine(user, said.text, work)
            return None
        name = said.path.name if said.path else wording.PASTED.text(language)
        work.at(Progress(stage=Stage.READING, words=name))
        document = parse_document(said.path) if said.path else parse_text(said.text)
        targets = [with_head(one, said.head) for one in _with_tables(document)]
        with self._turn(user) as turn:
            return self._taken_in(turn, targets, name, said)
        return None

    def _taken_in(
        self, turn: Turn, targets: list[PerformanceTarget], name: str, said: Said
    ) -> PerformanceTarget | None:
        """What to draft from, or None where a table was put on screen or must be chosen."""
        if len(targets) > 1:
            turn.put(choices=tuple(targets), source_name=name)
            turn.say(wording.CHOOSE, name=name, count=len(targets))
            return None
        if targets[0].indicators:
            self._take_in(turn, targets[0], name, shown=said.shown)
            return None
        if said.path is not None and turn.form is not None:
            turn.begin_anew()
            turn.said_by_user(said.shown)
        turn.put(source_name=name)
        return targets[0]

    def _draft(self, user: User, source: PerformanceTarget, work: Work) -> None:
        while not self._drafts.acquire(timeout=_TURN_SECONDS):
            if work.stop.is_set():
                return
        try:
            with self._turn(user) as turn:
                if turn.form is not None and turn.form.status is not FormStatus.DRAFT:
                    # What is with the reviewers, or came back from them, is not drafted over.
                    turn.begin_anew()
                settings = self._served(turn)
                options = DraftOptions(profile=turn.profile_name, language=turn.language)
                spent = self._spending(turn, settings, "draft")
            drafter = Drafter(lambda: self._turn(user), settings, self._name, spent)
            draft(work, drafter, source, options)
        finally:
            self._drafts.release()

    def _take_in(
        self, turn: Turn, target: PerformanceTarget, name: str | None, *, shown: str | None = None
    ) -> None:
        """A form that was filled in elsewhere, in a conversation of its own."""
        name = name or wording.PASTED.text(turn.language)
        if turn.form is not None:
            turn.begin_anew()
            if shown:
                turn.said_by_user(shown)
        turn.put(source=target, source_name=name, run=None)
        turn.save(target, wording.UPLOADED.text(turn.language, name=name))
        turn.say(
            wording.READ,
            name=name,
            tasks=len(target.tasks),
            rows=len(target.indicators),
            next=wording.NEXT_REVIEW.text(turn.language) if target.tasks else "",
        )

    def _refine(self, user: User, text: str, work: Work) -> None:
        """Carry out one sentence, or ask back; rows that it does not name stay as they are."""
        with self._turn(user) as turn:
            target, settings = _standing(turn), self._served(turn)
            options = DraftOptions(profile=turn.profile_name, language=turn.language)
            spent = self._spending(turn, settings, "refine")
        # A model may take its time: the page is not held up for it.
        refined = refine_target(
            target, text, options, settings, previous=target, stop=work.stop, spent=spent
        )
        with self._turn(user) as turn:
            if work.stop.is_set() and refined.target == target:
                turn.say(wording.STOPPED_CHANGE)
                return
            self._take_refined(turn, text, target, refined)

    def _take_refined(
        self, turn: Turn, text: str, before: PerformanceTarget, refined: Refinement
    ) -> None:
        if refined.undone:
            turn.undo()
            turn.say(wording.UNDONE)
            return
        changes = [f"{number}. {change.words}" for number, change in enumerate(refined.changes, 1)]
        words = "\n".join([refined.question or "", *changes, *refined.notes]).strip()
        if refined.target != before:
            now = _standing(turn)
            # A cell may have been typed into meanwhile; edits name their rows and still hold.
            after = refined.target if now == before else apply_edits(now, refined.edits)
            why = wording.CHANGED_BY_CHAT.text(turn.language, words=text)
            turn.save(after, why, refined.edits)
        turn.tell(words or wording.NO_CHANGE.text(turn.language))

    def _change(self, turn: Turn, edits: tuple[Edit, ...], words: str) -> None:
        """Apply edits, keep them as a revision, and say so; the same again says nothing."""
        before = _standing(turn)
        after = apply_edits(before, edits)
        if after == before:
            return
        turn.save(after, words, edits)
        turn.tell(words)


def served_as(
    settings: Settings, user: User, preferences: Preferences, key: SecretStr | None
) -> Settings:
    """The installation's settings as one user wants them."""
    if preferences.provider is None:
        return settings
    if preferences.base_url is None:
        # The installation's own endpoint is not named by its kind: its key stays with it.
        plain = {"provider": preferences.provider, "base_url": None, "model": None, "api_key": None}
        return settings.model_copy(update=plain)
    return with_own_endpoint(
        settings,
        base_url=preferences.base_url,
        model=preferences.model or "",
        key=key,
        # Who needs no password sits at this machine, and runs it.
        trusted=not user.has_password,
        provider=preferences.provider,
    )


def _with_tables(document: TargetDocument) -> list[PerformanceTarget]:
    tables = [target for target in document.targets if target.indicators]
    return tables or list(document.targets[:1])


def _offers_of(turn: Turn) -> tuple[object, ...]:
    """All that offers depend on, but for what the user passed over."""
    form = (turn.form.id, turn.form.version) if turn.form else None
    return (form, turn.state.panel, turn.profile_name, turn.state.preferences.ignore, turn.language)


def _find_offers(turn: Turn, target: PerformanceTarget, panel: str) -> Offered:
    """Suggestions for the table, or alternatives for a row, without a model."""
    profile = turn.profile(target).profile
    if panel == SUGGESTIONS:
        review = turn.review(target).review
        return suggestions_for(review, profile, turn.state.preferences.ignore, turn.language)
    if all(row.id != panel for row in target.indicators):
        return Offered()
    return alternatives_for(target, panel, profile, turn.language)


def _with_model(
    target: PerformanceTarget,
    row: str,
    profile: Profile,
    settings: Settings,
    work: Work,
    spent: Callable[[Usage], None],
) -> Offered:
    """Alternatives for a row, one of them by a model; where that fails, the rest and the reason."""
    language = settings.language
    try:
        with open_client(settings) as client:
            work.stop.watch(client)
            try:
                return alternatives_for(target, row, profile, language, client)
            finally:
                spent(client.usage)
    except AssistantError as error:
        rest = alternatives_for(target, row, profile, language)
        return rest._replace(failure=error.text(language))


def _standing(turn: Turn) -> PerformanceTarget:
    if turn.target is None:
        raise InputError(wording.EMPTY)
    return turn.target


def _row(turn: Turn, row_id: str) -> Indicator:
    for row in _standing(turn).indicators:
        if row.id == row_id:
            return row
    known = "、".join(row.id for row in _standing(turn).indicators)
    raise EditError(wording.ROW_GONE, row=row_id, known=known)
