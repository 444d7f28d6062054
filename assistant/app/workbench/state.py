"""What a workbench must know to go on, beside the form and the conversation: kept as JSON."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from assistant.domain.draft import Usage
from assistant.domain.edit import Edit
from assistant.domain.frozen import Frozen
from assistant.domain.indicator import Indicator
from assistant.domain.target import PerformanceTarget
from assistant.messages import Language


class Stage(StrEnum):
    """What long work is at."""

    WAITING = "waiting"
    READING = "reading"
    STARTING = "starting"
    DRAFTING = "drafting"
    CHECKING = "checking"
    REFINING = "refining"
    OFFERING = "offering"


class Progress(Frozen):
    """How far long work is.

    Attributes:
        stage: what it is at.
        number: the task under way, from 1.
        total: how many tasks there are.
        words: the task, or the name of the file.
    """

    stage: Stage
    number: int = 0
    total: int = 0
    words: str = ""


class TypedCell(Frozen):
    """What a person typed into a row while the draft was still under way.

    Attributes:
        name: the row's name as drafted, by which it is found again when the draft is done.
        edit: the change.
    """

    name: str | None
    edit: Edit


class PartialDraft(Frozen):
    """A draft under way.

    Attributes:
        worker: the process that drafts.
        beat: when it last gave a sign of life.
        progress: how far it is.
        rows: the rows so far, before weights and rules.
        typed: what people typed into them meanwhile.
        form_id: the form that it redrafts, or None for a new one.
    """

    worker: str
    beat: datetime
    progress: Progress = Progress(stage=Stage.STARTING)
    rows: tuple[Indicator, ...] = ()
    typed: tuple[TypedCell, ...] = ()
    form_id: str | None = None


class DraftRun(Frozen):
    """What the last draft of the form took.

    Attributes:
        rounds: rounds of validation and repair.
        usage: cost of all model calls.
        notes: what the user should know.
        failure: why the model stopped answering, or None.
    """

    rounds: int = 1
    usage: Usage = Usage()
    notes: tuple[str, ...] = ()
    failure: str | None = None


class Preferences(Frozen):
    """How one user wants to be served; a key of a model is never among them.

    Attributes:
        language: language on screen.
        profile: local rule settings, or None for those of the installation.
        ignore: codes of rules that are switched off.
        provider: model provider, or None for that of the installation.
        base_url: address of an endpoint of one's own.
        model: name of its model.
    """

    language: Language | None = None
    profile: str | None = None
    ignore: tuple[str, ...] = ()
    provider: str | None = None
    base_url: str | None = None
    model: str | None = None


class State(Frozen):
    """All of it.

    Attributes:
        source: what was pasted or uploaded: tasks, goal, money, perhaps last year's rows.
        source_name: the file it came from.
        choices: tables of a file with several, to choose from.
        partial: the draft under way.
        run: the last draft that was finished.
        panel: what stands open beside the table: ``suggestions``, or the id of a row whose
            alternatives are shown.
        passed_over: suggestions that the user does not want, by key.
        preferences: how the user wants to be served.
    """

    source: PerformanceTarget | None = None
    source_name: str | None = None
    choices: tuple[PerformanceTarget, ...] = ()
    partial: PartialDraft | None = None
    run: DraftRun | None = None
    panel: str | None = None
    passed_over: tuple[str, ...] = ()
    preferences: Preferences = Field(default_factory=Preferences)
