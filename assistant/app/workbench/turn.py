"""One change at a workbench: read from the store, written back as a whole."""

import logging
import secrets
from collections.abc import Sequence

from assistant.app.local_rules import ChosenProfile, choose_profile
from assistant.app.reviews import ReviewOptions, review_table
from assistant.app.workbench import wording
from assistant.app.workbench.state import Preferences, State
from assistant.domain.edit import Edit
from assistant.domain.target import PerformanceTarget
from assistant.exceptions import AssistantError, InputError
from assistant.export.report import TableReport
from assistant.messages import Language, Message
from assistant.settings import Settings
from assistant.store import DraftingSession, Form, FormStatus, Revision, Store, User

USER, ASSISTANT = "user", "assistant"
_KEY = "workbench"
"""Marks our own among the sessions of a user."""
_log = logging.getLogger(__name__)


class Turn:
    """The session of one user while something is done to it.

    Attributes:
        user: who does it.
        state: what the workbench keeps; replaced, then written by `keep`.
        form: the form on screen, or None.
    """

    def __init__(self, store: Store, user: User, settings: Settings) -> None:
        """Read the session that the user last worked in, or begin their first."""
        self._store, self.user, self._settings = store, user, settings
        mine = (one for one in store.sessions.recent(by=user, limit=100) if _KEY in one.state)
        session = next(mine, None) or store.sessions.begin(by=user, state={_KEY: {}})
        self._enter(session)

    def _enter(self, session: DraftingSession) -> None:
        self._session = session
        self.state = State.model_validate(session.state.get(_KEY, {}))
        self._read_form(session.form_id)

    def _read_form(self, form_id: str | None) -> None:
        self.form: Form | None = None
        self._revision: Revision | None = None
        if form_id is not None:
            self.form = self._store.forms.get(form_id, by=self.user)
            self._revision = self._store.forms.revision(form_id, self.form.version, by=self.user)

    @property
    def session_id(self) -> str:
        """Key of the conversation."""
        return self._session.id

    @property
    def language(self) -> Language:
        """The user's language."""
        return self.state.preferences.language or self._settings.language

    @property
    def profile_name(self) -> str:
        """The local rules that the user works by, or ``auto``."""
        return self.state.preferences.profile or self._settings.profile

    @property
    def target(self) -> PerformanceTarget | None:
        """The table on screen, or None before the first."""
        return self._revision.target if self._revision else None

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self._revision is not None and self._revision.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        return self._revision is not None and self._revision.can_redo

    def profile(self, target: PerformanceTarget) -> ChosenProfile:
        """The local rules for ``target``."""
        return choose_profile(self.profile_name, target)

    def review(self, target: PerformanceTarget, *, fix: bool = False) -> TableReport:
        """What the rules say of ``target``."""
        options = ReviewOptions(
            profile=self.profile_name,
            ignore=self.state.preferences.ignore,
            fix=fix,
            language=self.language,
        )
        return review_table(target, options)

    def put(self, **updates: object) -> None:
        """Change what the workbench keeps."""
        self.state = self.state.model_copy(update=updates)

    def prefer(self, preferences: Preferences) -> None:
        """Change how the user is served."""
        self.put(preferences=preferences)

    def said_by_user(self, text: str) -> None:
        """One more message of the user."""
        self._store.sessions.say(self._session.id, USER, text, by=self.user)

    def say(self, message: Message, **values: object) -> None:
        """One more message to the user."""
        self.tell(message.text(self.language, **values))

    def tell(self, text: str) -> None:
        """One more message to the user, already in words."""
        self._store.sessions.say(self._session.id, ASSISTANT, text, by=self.user)

    def tell_error(self, error: Exception) -> None:
        """A refusal in its own words; a bug of ours by a number that the log explains."""
        if isinstance(error, AssistantError):
            self.tell(error.text(self.language))
            return
        number = secrets.token_hex(4)
        _log.error("error %s at the workbench", number, exc_info=error)
        self.say(wording.INTERNAL, number=number)

    def save(self, target: PerformanceTarget, why: str, edits: Sequence[Edit] = ()) -> None:
        """Keep the table as a new revision of the form on screen, or as a new form.

        Raises:
            ConflictError: a colleague saved since it was read.
            NotPermittedError: the form is out of the unit's hands.
        """
        if self.form is None:
            self.form = self._store.forms.create(target, by=self.user, why=why)
        else:
            self._store.forms.save(
                self.form.id, self.form.version, target, by=self.user, why=why, edits=edits
            )
        self.refresh()

    def refresh(self) -> None:
        """Read the form again after it was changed."""
        if self.form is not None:
            self._read_form(self.form.id)

    def undo(self) -> None:
        """Take the last step back.

        Raises:
            InputError: there is no form or nothing to undo.
        """
        form = self._standing()
        self._store.forms.undo(form.id, form.version, by=self.user)
        self.refresh()

    def redo(self) -> None:
        """Do again what was taken back.

        Raises:
            InputError: there is no form or nothing to do again.
        """
        form = self._standing()
        self._store.forms.redo(form.id, form.version, by=self.user)
        self.refresh()

    def rename(self, title: str) -> None:
        """Call the form something else.

        Raises:
            InputError: there is no form.
        """
        self._store.forms.describe(self._standing().id, by=self.user, title=title)
        self.refresh()

    def set_status(self, status: FormStatus) -> None:
        """Submit the form, or take it back.

        Raises:
            InputError: there is no form.
            NotPermittedError: it cannot go there from where it stands.
        """
        form = self._standing()
        self._store.forms.set_status(form.id, form.version, status, by=self.user)
        self.refresh()

    def _standing(self) -> Form:
        if self.form is None:
            raise InputError(wording.EMPTY)
        return self.form

    def begin_anew(self) -> None:
        """A new conversation without a form; how the user is served stays."""
        self.keep()
        preferences = self.state.preferences
        self._enter(self._store.sessions.begin(by=self.user, state={_KEY: {}}))
        self.prefer(preferences)

    def open_form(self, form_id: str) -> None:
        """Go on with another form, in the conversation that was about it.

        Raises:
            NotFoundError: there is no such form that the user may see.
        """
        self.keep()
        preferences = self.state.preferences
        about = self._store.sessions.recent(by=self.user, form_id=form_id)
        known = next((one for one in about if _KEY in one.state), None)
        self._enter(
            known or self._store.sessions.begin(by=self.user, form_id=form_id, state={_KEY: {}})
        )
        self.prefer(preferences)

    def keep(self) -> None:
        """Write the session back."""
        self._store.sessions.keep(
            self._session.id,
            {_KEY: self.state.model_dump(mode="json", exclude_defaults=True)},
            by=self.user,
            form_id=self.form.id if self.form else None,
        )
