"""What every format prints of a review: files, tables, cards of findings, changes made."""

from collections.abc import Iterable
from typing import NamedTuple

from assistant.domain.draft import Draft
from assistant.domain.edit import Edit
from assistant.domain.finding import Severity, Suggestion, TargetReview


class CardReport(NamedTuple):
    """One trouble and everywhere it occurs, in the language of the report.

    Attributes:
        codes: rule codes, the leading one first.
        name: readable name of the leading rule.
        title: its name in words.
        severity: the gravest of its findings.
        rows: ids of the rows concerned; empty for the table alone.
        messages: each message once, with the rows that it is about.
        evidence: the words or numbers judged, each once.
        basis: the policy documents it rests on.
        safe_fixes: changes of form that ``--fix`` applies, the edits of one finding together.
        offered_fixes: changes that need a person's yes.
        suggestions: verified proposals, the alternatives for one trouble together.
    """

    codes: tuple[str, ...]
    name: str
    title: str
    severity: Severity
    rows: tuple[str, ...]
    messages: tuple[tuple[str, tuple[str, ...]], ...]
    evidence: tuple[str, ...]
    basis: str
    safe_fixes: tuple[tuple[Edit, ...], ...] = ()
    offered_fixes: tuple[tuple[Edit, ...], ...] = ()
    suggestions: tuple[tuple[Suggestion, ...], ...] = ()


class TableReport(NamedTuple):
    """One table of a file.

    Attributes:
        review: the table and every finding.
        cards: the findings as people read them.
        profile: local rule settings that were used, by their name on screen.
        guessed: the settings were guessed from the table, so people should look at them.
        changes: edits that ``--fix`` has applied, described as before and after.
        model_failure: why a model that was asked stopped answering; the rules are whole.
    """

    review: TargetReview
    cards: tuple[CardReport, ...]
    profile: str
    guessed: bool = False
    changes: tuple[str, ...] = ()
    model_failure: str | None = None


class ReviewedFile(NamedTuple):
    """One file that was reviewed.

    Attributes:
        name: the file as the user named it.
        tables: one report a table.
    """

    name: str
    tables: tuple[TableReport, ...]


class UnreadFile(NamedTuple):
    """One file that could not be read; the others are reported all the same.

    Attributes:
        name: the file as the user named it.
        message: what is wrong with it, in the language of the report.
        ours: the fault is the program's, not the file's.
    """

    name: str
    message: str
    ours: bool = False


class Report(NamedTuple):
    """A whole review.

    Attributes:
        files: what was read.
        unread: what could not be read.
    """

    files: tuple[ReviewedFile, ...]
    unread: tuple[UnreadFile, ...] = ()

    @property
    def tables(self) -> Iterable[tuple[ReviewedFile, TableReport]]:
        """Every table with its file."""
        return ((file, table) for file in self.files for table in file.tables)


class RuleReport(NamedTuple):
    """A rule as the report declares it, in the language of the report.

    Attributes:
        code: rule code.
        name: readable name.
        title: its name in words.
        severity: its severity unless a finding says otherwise.
        page: its page.
    """

    code: str
    name: str
    title: str
    severity: Severity
    page: str


class DraftReport(NamedTuple):
    """A drafted table with its findings as people read them.

    Attributes:
        draft: the table, its findings, rounds and usage.
        cards: what is still open.
        profile: local rule settings that were used, by their name on screen.
        guessed: the settings were guessed from the table.
    """

    draft: Draft
    cards: tuple[CardReport, ...]
    profile: str
    guessed: bool = False
