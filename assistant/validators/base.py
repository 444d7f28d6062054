"""What a rule is: a code, a page, and one pure function from a table to what is wrong with it.

A rule stands in ``rules/<group>/<CODE>.py`` as a class named after its code. Its docstring is its
page: the first line says what is wrong, then come the fixed sections of `SECTIONS`. All of this is
checked when the class is made, so that a rule without a page cannot exist.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from inspect import cleandoc
from typing import ClassVar, NamedTuple

from assistant.domain.edit import Edit, EditOp
from assistant.domain.finding import Applicability, Finding, Fix, Head, Severity
from assistant.messages import Language, Message
from assistant.validators.context import RuleContext
from assistant.validators.policy import basis_text
from assistant.validators.rows import Row
from assistant.validators.rulebook import render_page

SECTIONS = ("为什么", "错例", "正例", "何时不报", "In English")
"""The sections of a rule's page, in this order, each opening a line as ``**为什么** …``."""

_CODE = re.compile(r"[A-Z]{1,2}\d{2}")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class NotApplicable(NamedTuple):
    """The rule has nothing to say about a table of this kind."""


class InsufficientData(NamedTuple):
    """The rule could not decide.

    Attributes:
        reason: what is missing, in the language of the run.
    """

    reason: str


Result = Finding | NotApplicable | InsufficientData
"""What `Rule.check` yields; yielding nothing is a pass."""


class Rule(ABC):
    """One test that a program can decide.

    Attributes:
        code: ``M01``; the class name, never written twice.
        name: readable name shown beside the code (``scale-as-target``).
        title: name in words.
        severity: how much a finding weighs unless the rule says otherwise.
        head: review head.
        basis: the policy documents, named but not quoted.
        page_sections: the sections of the docstring by their heading.
        statement: the first line of the docstring.
        judges_tables: False for notices, whose precision there is nothing to measure by.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    title: ClassVar[Message]
    severity: ClassVar[Severity]
    head: ClassVar[Head | None]
    basis: ClassVar[tuple[Message, ...]]
    statement: ClassVar[str]
    page_sections: ClassVar[dict[str, str]]
    judges_tables: ClassVar[bool] = True

    def __init_subclass__(cls, *, abstract: bool = False) -> None:
        """Take the code from the class name and refuse a rule without its page.

        Args:
            abstract: the class only serves others as a base and is no rule itself.

        Raises:
            TypeError: what is missing or malformed, and what is expected.
        """
        super().__init_subclass__()
        if abstract:
            return
        if not _CODE.fullmatch(cls.__name__):
            raise TypeError(f"rule class {cls.__name__}: expected a code such as M01 as its name")
        cls.code = cls.__name__
        if not _SLUG.fullmatch(getattr(cls, "name", "")):
            raise TypeError(f"rule {cls.code}: 'name' must be a slug such as scale-as-target")
        for attribute in ("title", "severity", "basis"):
            if not getattr(cls, attribute, None):
                raise TypeError(f"rule {cls.code}: '{attribute}' is not set")
        if not hasattr(cls, "head"):
            raise TypeError(f"rule {cls.code}: 'head' is not set (None is allowed)")
        cls.statement, cls.page_sections = _read_page(cls.code, cls.__doc__ or "")

    @abstractmethod
    def check(self, ctx: RuleContext) -> Iterator[Result]:
        """Say what is wrong with the table; reads nothing but ``ctx``."""

    def finding(
        self,
        ctx: RuleContext,
        message: Message,
        row: Row | None = None,
        *,
        field: str | None = None,
        evidence: object = "",
        severity: Severity | None = None,
        fix: Fix | None = None,
        **values: object,
    ) -> Finding:
        """One finding of this rule, worded in the language of the run.

        Args:
            ctx: the run.
            message: what was found, what was expected, what to do; filled with ``values``.
            row: the row concerned; None for the table.
            field: field of the row or of the table.
            evidence: the words or numbers judged, as printed.
            severity: where it differs from the rule's own.
            fix: deterministic repair, see `safe` and `confirm`.
            values: what fills the placeholders of ``message``.
        """
        return Finding(
            code=self.code,
            name=self.name,
            severity=severity or self.severity,
            indicator=row.id if row is not None else None,
            field=field,
            message=message.text(ctx.language, **values),
            evidence=str(evidence),
            basis=basis_text(self.basis, ctx.language),
            head=self.head,
            fix=fix,
        )

    def page(self, language: Language = Language.CHINESE) -> str:
        """The rule's page as plain text; see `render_page`."""
        return render_page(self, language)

    def insufficient(self, ctx: RuleContext, reason: Message, **values: object) -> InsufficientData:
        """The outcome "could not decide", with the reason in the language of the run."""
        return InsufficientData(reason.text(ctx.language, **values))


def set_field(row: Row, field: str, value: str | None) -> Edit:
    """The edit that puts ``value`` into ``field`` of ``row``."""
    return Edit(op=EditOp.SET, indicator=row.id, field=field, value=value)


def safe(*edits: Edit) -> Fix:
    """A fix that changes form, never meaning, and may be applied unasked."""
    return Fix(applicability=Applicability.SAFE, edits=edits)


def confirm(*edits: Edit) -> Fix:
    """A fix that needs a person's yes."""
    return Fix(applicability=Applicability.CONFIRM, edits=edits)


def _read_page(code: str, docstring: str) -> tuple[str, dict[str, str]]:
    """The statement and the sections of a rule's docstring."""
    text = cleandoc(docstring)
    statement, _, body = text.partition("\n")
    if not statement.strip():
        raise TypeError(f"rule {code}: the docstring must open with what is wrong, in one line")
    parts = re.split(r"^\*\*([^*]+)\*\*\s*", body, flags=re.MULTILINE)
    headings = tuple(parts[1::2])
    if headings != SECTIONS:
        raise TypeError(f"rule {code}: its page has {headings}; expected {SECTIONS} in this order")
    return statement.strip(), dict(
        zip(headings, (part.strip() for part in parts[2::2]), strict=True)
    )
