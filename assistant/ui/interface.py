"""The same use cases for programs: as an HTTP API, and as MCP tools where `mcp` is installed.

Every function takes text and gives JSON of the shapes that the command line prints. A form may be
given as pasted text in any layout that is read, or as our own JSON.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

import gradio as gr
from gradio.events import api

from assistant.app.comparison import compare_documents, export_comparison
from assistant.app.documents import parse_text
from assistant.app.drafts import Drafted, DraftOptions, Head, draft_target, with_head
from assistant.app.exports import export_draft, export_report
from assistant.app.local_rules import AUTO
from assistant.app.refinement import refine_target
from assistant.app.reviews import ReviewOptions, check_options, review_table
from assistant.exceptions import AssistantError
from assistant.export.report import Report, ReviewedFile
from assistant.settings import Settings

_DRAFTS_AT_ONCE = 2
_REVIEWS_AT_ONCE = 4
Json = dict[str, Any]


class Interface:
    """What a program may ask for."""

    def __init__(self, settings: Settings) -> None:
        """With the installation's model and language."""
        self._settings = settings

    def review(self, form: str, profile: str = AUTO) -> Json:
        """Check performance target tables (预算绩效目标表) by the published rules.

        Args:
            form: the form as text, Markdown, or JSON of this program.
            profile: local rules by name, or auto to guess them from the table.

        Returns:
            For every table its rows, its findings with rule code, evidence and basis, the rules
            that lacked data, and counts by severity.
        """
        return self._reviewed(form, profile, suggest=False)

    def suggest(self, form: str, profile: str = AUTO) -> Json:
        """Check performance target tables and propose changes that the rules agree with.

        Args:
            form: the form as text, Markdown, or JSON of this program.
            profile: local rules by name, or auto to guess them from the table.

        Returns:
            The same as review, with a verified suggestion for each finding that has one, and the
            questions that only the unit can answer.
        """
        return self._reviewed(form, profile, suggest=True)

    def draft(self, tasks: str, unit: str = "", year: int = 0, profile: str = AUTO) -> Json:
        """Draft a performance target table from annual tasks, every number traced to its source.

        Args:
            tasks: the annual tasks, one a line, or a form that holds them.
            unit: name of the budget unit; empty keeps what the text says.
            year: budget year; 0 keeps what the text says.
            profile: local rules by name, or auto to guess them.

        Returns:
            The table with weights, the passport of every value, which values must be confirmed by
            a person, and what the rules still find.
        """
        settings = self._settings
        target = with_head(parse_text(tasks).targets[0], Head(unit or None, year or None))
        options = DraftOptions(profile=profile, language=settings.language)
        for event in draft_target(target, options, settings):
            if isinstance(event, Drafted):
                return _json(export_draft(event.report, "json", settings.language))
        raise AssertionError("a draft always ends with its table")

    def refine(self, form: str, instruction: str, profile: str = AUTO) -> Json:
        """Change a table by one sentence (把第3条改成12场次); unclear ones come back as a question.

        Args:
            form: the form as text, Markdown, or JSON of this program.
            instruction: what to change, in Chinese.
            profile: local rules by name, or auto to guess them from the table.

        Returns:
            The table after the change, the changes in words, and a question where nothing could be
            done without an answer.
        """
        options = DraftOptions(profile=profile, language=self._settings.language)
        target = parse_text(form).targets[0]
        refined = refine_target(target, instruction, options, self._settings)
        return {
            "target": refined.target.model_dump(mode="json"),
            "changes": [change.words for change in refined.changes],
            "question": refined.question,
            "notes": list(refined.notes),
        }

    def compare(self, old: str, new: str, profile: str = AUTO) -> Json:
        """Compare a resubmitted form with the one that was returned.

        Args:
            old: the form that was returned.
            new: the resubmission.
            profile: local rules by name, or auto to guess them from the table.

        Returns:
            Row by row what changed, which findings are gone, which came back, which are new.
        """
        language = self._settings.language
        compared = compare_documents(
            parse_text(old), parse_text(new), profile=profile, language=language
        )
        return _json(export_comparison(compared, "json", language))

    def _reviewed(self, form: str, profile: str, *, suggest: bool) -> Json:
        options = ReviewOptions(profile=profile, suggest=suggest, language=self._settings.language)
        check_options(options)
        tables = tuple(review_table(target, options) for target in parse_text(form).targets)
        report = Report(files=(ReviewedFile("form", tables),))
        return _json(export_report(report, "json", self._settings.language))


def add_interface(settings: Settings) -> None:
    """Offer it inside the open context of a page."""
    interface = Interface(settings)
    offered: dict[Callable[..., Json], int] = {
        interface.review: _REVIEWS_AT_ONCE,
        interface.refine: _REVIEWS_AT_ONCE,
        interface.compare: _REVIEWS_AT_ONCE,
        interface.suggest: _DRAFTS_AT_ONCE,
        interface.draft: _DRAFTS_AT_ONCE,
    }
    for function, at_once in offered.items():
        _offer(function, settings, at_once)


def _offer(function: Callable[..., Json], settings: Settings, at_once: int) -> None:
    api(
        _told(function, settings),
        api_name=function.__name__,
        concurrency_limit=at_once,
        api_visibility="public",
    )


def _told(function: Callable[..., Json], settings: Settings) -> Callable[..., Json]:
    """``function``, saying in words what it refuses; its signature and description stay."""

    @wraps(function)
    def told(*args: Any, **kwargs: Any) -> Json:
        try:
            return function(*args, **kwargs)
        except AssistantError as error:
            raise gr.Error(error.text(settings.language), print_exception=False) from None

    return told


def _json(text: str | bytes) -> Json:
    made: Json = json.loads(text)
    return made
