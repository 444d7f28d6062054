"""审核意见: what goes back to the unit, with the verdict and the reviewer's own words."""

from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from assistant.domain.finding import Head, Question, Severity
from assistant.domain.frozen import Frozen
from assistant.domain.indicator import ExactDecimal
from assistant.domain.target import PerformanceTarget


class Verdict(StrEnum):
    """The four results of a review (财预〔2015〕88号, wording not verified); 差 cannot go on."""

    EXCELLENT = "优"
    GOOD = "良"
    FAIR = "中"
    POOR = "差"


class ReviewerNote(Frozen):
    """What a reviewer says of one item; it outlives a new run of the rules.

    Attributes:
        code: rule code of the item.
        indicator: row id, or None for every row of the item.
        name: name of the row, so that the note finds it in a table with other ids.
        comment: the reviewer's words.
        proposal: the reviewer's own text in place of ours.
        dropped: the reviewer leaves the item out of the slip.
    """

    code: str
    indicator: str | None = None
    name: str | None = None
    comment: str | None = None
    proposal: str | None = None
    dropped: bool = False


class SlipNotes(Frozen):
    """All that a reviewer adds to a slip.

    Attributes:
        reviewer: who reviews.
        date: date as it is to be printed.
        verdict: the reviewer's own verdict, printed beside the computed one.
        opinion: the reviewer's overall opinion.
        notes: words on single items.
    """

    reviewer: str | None = None
    date: str | None = None
    verdict: Verdict | None = None
    opinion: str | None = None
    notes: tuple[ReviewerNote, ...] = ()


class HeadScore(Frozen):
    """One of the four heads.

    Attributes:
        head: which.
        points: 0 to 25.
        errors: troubles that block submission.
        warnings: troubles that must be answered.
    """

    head: Head
    points: ExactDecimal
    errors: int = 0
    warnings: int = 0


class SlipItem(Frozen):
    """One trouble on the slip.

    Attributes:
        head: under which it stands.
        codes: rule codes, the leading one first.
        title: name of the rule in words.
        severity: the gravest of its findings.
        rows: ids of the rows concerned; empty for the table.
        words: what the table says, as printed.
        problems: what is wrong, each once.
        basis: the policy documents.
        proposals: text to put in its place.
        see: number of the item whose proposals answer this one too.
        supply: what the unit must supply for it.
        comments: the reviewer's words.
    """

    head: Head
    codes: tuple[str, ...]
    title: str
    severity: Severity
    rows: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    basis: str
    proposals: tuple[str, ...] = ()
    see: int | None = None
    supply: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()


class Slip(Frozen):
    """The slip of one table.

    Attributes:
        target: the table.
        profile: name of the local settings, as on screen.
        verdict: by the published formula.
        points: 0 to 100, by the same.
        heads: the four heads.
        items: what matters, by head, gravest first.
        left_out: further troubles that are not on the slip.
        questions: what only the unit can answer.
        notes: what the reviewer adds.
    """

    target: PerformanceTarget
    profile: str
    verdict: Verdict
    points: ExactDecimal = Decimal(0)
    heads: tuple[HeadScore, ...] = ()
    items: tuple[SlipItem, ...] = ()
    left_out: int = 0
    questions: tuple[Question, ...] = ()
    notes: SlipNotes = Field(default_factory=SlipNotes)
