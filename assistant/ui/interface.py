"""The same use cases for programs: as an HTTP API, and as MCP tools where `mcp` is installed.

Each call acts as the user whose token or sign-in it carries: with their settings, at their pace,
its cost under their name. Every function takes text and gives JSON of the shapes that the command
line prints. A form may be given as pasted text in any layout that is read, or as our own JSON.
"""

import json
from collections.abc import Awaitable, Callable
from functools import partial
from inspect import Parameter, signature
from typing import Any

import gradio as gr
from anyio import CapacityLimiter, to_thread
from gradio.events import api

from assistant.app.comparison import compare_documents, export_comparison
from assistant.app.documents import parse_text
from assistant.app.drafts import Drafted, DraftOptions, Head, draft_target, with_head
from assistant.app.exports import export_draft, export_report
from assistant.app.local_rules import AUTO
from assistant.app.model_usage import keep_usage
from assistant.app.refinement import refine_target
from assistant.app.reviews import ReviewOptions, check_options, review_table
from assistant.domain.draft import Usage
from assistant.exceptions import AssistantError
from assistant.export.report import Report, ReviewedFile
from assistant.settings import Settings
from assistant.store import User
from assistant.ui.site import Site

_DRAFTS_AT_ONCE = 2
_REVIEWS_AT_ONCE = 4
Json = dict[str, Any]


class Interface:
    """What a program may ask for."""

    def __init__(self, settings: Settings, spent: Callable[[Usage, str], None]) -> None:
        """For one user.

        Args:
            settings: the user's model and language.
            spent: told what the calls of a model cost, and what they were for.
        """
        self._settings, self._spent = settings, spent

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
                self._spent(event.report.draft.usage, "draft")
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
        refined = refine_target(
            target,
            instruction,
            options,
            self._settings,
            spent=lambda usage: self._spent(usage, "refine"),
        )
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


def add_interface(site: Site) -> None:
    """Offer it inside the open context of a page."""
    offered = {
        "review": _REVIEWS_AT_ONCE,
        "refine": _REVIEWS_AT_ONCE,
        "compare": _REVIEWS_AT_ONCE,
        "suggest": _DRAFTS_AT_ONCE,
        "draft": _DRAFTS_AT_ONCE,
    }
    for name, at_once in offered.items():
        # Not through Gradio's queue: MCP would ask it again over HTTP, and not as the same user.
        api(_told(name, site, at_once), api_name=name, queue=False, api_visibility="public")


def _told(name: str, site: Site, at_once: int) -> Callable[..., Awaitable[Json]]:
    """One function for whoever asks, saying in words what it refuses; the rest wait their turn."""
    limiter = CapacityLimiter(at_once)

    def answer(args: tuple[Any, ...], request: Any) -> Json:
        language = site.settings.language
        try:
            user = site.asker(request)
            language = site.workbench.language_of(user)
            if site.signs_in:
                site.workbench.keep_pace(user)
            settings = site.workbench.settings_of(user)
            spent = partial(_spent, site, settings, user)
            made: Json = getattr(Interface(settings, spent), name)(*args)
            return made
        except AssistantError as error:
            raise gr.Error(error.text(language), print_exception=False) from None

    async def told(*args: Any) -> Json:
        *given, request = args
        return await to_thread.run_sync(answer, tuple(given), request, limiter=limiter)

    return _described(told, getattr(Interface, name))


def _described(
    told: Callable[..., Awaitable[Json]], method: Callable[..., Json]
) -> Callable[..., Awaitable[Json]]:
    """``told`` with the name, description and parameters of ``method``, and the request besides."""
    parameters = [one for one in signature(method).parameters.values() if one.name != "self"]
    asks = Parameter("request", Parameter.POSITIONAL_OR_KEYWORD, annotation=gr.Request)
    if any(one.default is not Parameter.empty for one in parameters):
        asks = asks.replace(default=None)
    own = signature(method).replace(parameters=[*parameters, asks])
    told.__name__, told.__doc__ = method.__name__, method.__doc__
    told.__annotations__ = {**method.__annotations__, "request": gr.Request}
    told.__signature__ = own  # type: ignore[attr-defined]
    return told


def _spent(site: Site, settings: Settings, user: User, usage: Usage, purpose: str) -> None:
    keep_usage(site.store, settings, usage, purpose, who=user.name)


def _json(text: str | bytes) -> Json:
    made: Json = json.loads(text)
    return made
