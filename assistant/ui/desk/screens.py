"""One screen of the desk as markup; pure but for what it reads from the desk."""

from assistant.app.desk.closing import compare_with_last
from assistant.app.desk.desk import Desk
from assistant.app.desk.taking_in import Intake
from assistant.app.desk.whole_county import county
from assistant.messages import Language
from assistant.store import User
from assistant.ui.desk import wording
from assistant.ui.desk.county_view import county_view
from assistant.ui.desk.form_view import form_view
from assistant.ui.desk.queue_view import intake_view, queue_view
from assistant.ui.desk.rendering import render
from assistant.ui.desk.state import Pane, Screen, State

_TRAIL = 200


class Screens:
    """Draws screens for one reviewer."""

    def __init__(self, desk: Desk, user: User, language: Language) -> None:
        """For ``user``, who must be a reviewer: the desk refuses others."""
        self._desk = desk
        self._user = user
        self._language = language

    def draw(
        self,
        state: State,
        *,
        said: str = "",
        bad: bool = False,
        answered: str = "",
        suggest: bool = True,
        busy: bool = False,
    ) -> str:
        """The screen that ``state`` asks for.

        Args:
            state: where the reviewer is.
            said: one line on what was done or why not.
            bad: the line is a refusal.
            answered: id of the card that was just answered.
            suggest: look for verified changes, which takes about a second the first time.
            busy: more is to come for the same action.

        Raises:
            AssistantError: the form is gone, or the user may not see it.
        """
        values: dict[str, object] = {
            "screen": state.screen.value,
            "seq": state.seq,
            "said": said,
            "tone": "bad" if bad else "",
            "answered": answered,
            "busy": "yes" if busy else "no",
            "form": None,
        }
        match state.screen:
            case Screen.QUEUE:
                values["queue"] = self._queue(state)
            case Screen.COUNTY:
                values["county"] = self._county(state)
            case Screen.FORM:
                values["form"] = self._form(state, suggest=suggest)
        return render("desk.html", values, self._language)

    def draw_counting(self, state: State, done: int, total: int) -> str:
        """The county before it is read, with how far that has come."""
        said = wording.COUNTING.text(self._language, done=done, total=total)
        values: dict[str, object] = {
            "screen": state.screen.value, "seq": state.seq, "said": "", "tone": "",
            "answered": "", "busy": "no", "form": None, "county": None,
            "counting": {"line": said, "done": done, "total": total},
        }  # fmt: skip
        return render("desk.html", values, self._language)

    def needs_suggestions(self, state: State) -> bool:
        """Whether verified changes for the open form are still to be found."""
        if state.screen is not Screen.FORM:
            return False
        opened = self._desk.open(state.form, by=self._user, language=self._language, suggest=False)
        return not opened.reviewed.suggested

    def _queue(self, state: State) -> object:
        found = self._desk.queue(
            by=self._user,
            status=state.status,
            search=state.search,
            order=state.order,
            page=state.page,
            language=self._language,
        )
        counts = self._desk.counts(by=self._user)
        return queue_view(found, counts, state, self._language)

    def _county(self, state: State) -> object:
        found = county(
            self._desk,
            by=self._user,
            status=state.status,
            search=state.search,
            language=self._language,
        )
        return county_view(found, state, self._language)

    def _form(self, state: State, *, suggest: bool) -> object:
        opened = self._desk.open(
            state.form, by=self._user, language=self._language, suggest=suggest
        )
        if state.pane is Pane.COMPARE:
            compared = compare_with_last(self._desk, opened, by=self._user)
            return form_view(opened, state.pane, compared=compared)
        if state.pane is Pane.HISTORY:
            trail = self._desk.store.audit_trail(subject=state.form, limit=_TRAIL)
            return form_view(opened, state.pane, trail=trail)
        return form_view(opened, state.pane)


def draw_intake(intake: Intake, seq: int, language: Language) -> str:
    """What came of the files that were dropped, so far."""
    values = {"intake": intake_view(intake, language), "seq": seq}
    return render("intake.html", values, language)
