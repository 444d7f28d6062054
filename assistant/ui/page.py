"""The page: its tabs, the components of the workbench, and what each event does."""

import asyncio
import html
from collections.abc import AsyncIterator, Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import gradio as gr

from assistant.app.rulebook import list_rules
from assistant.app.workbench import Page, Said
from assistant.messages import Language, Message
from assistant.store import User
from assistant.ui import settings_tab, view, wording
from assistant.ui.desk.page import DeskPart
from assistant.ui.interface import add_interface
from assistant.ui.site import Site

STATIC = Path(__file__).parent / "static"
MAX_PASTE = 200_000
FILE_TYPES = [
    ".md", ".txt", ".csv", ".json", ".html", ".htm", ".xlsx", ".xls", ".docx", ".doc", ".pdf",
    ".png", ".jpg", ".jpeg",
]  # fmt: skip
_LANGUAGES = [("中文", Language.CHINESE.value), ("English", Language.ENGLISH.value)]
_LOOK_SECONDS = 0.2
"""How often a draft under way is looked at."""
_FOREIGN_SECONDS = 2.0
"""How often one in another process is."""
_QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


class Parts(NamedTuple):
    """The components that show the page."""

    chat: gr.Chatbot
    chips: gr.HTML
    box: gr.MultimodalTextbox
    unit: gr.Textbox
    year: gr.Textbox
    forms: gr.HTML
    board: gr.HTML
    tools: gr.HTML
    offers: gr.HTML
    slip: gr.HTML
    table: gr.HTML
    findings: gr.HTML


Labels = list[tuple[Any, str, Message]]
"""Which property of which component shows which message, for the language switch."""


def theme() -> gr.themes.Base:
    """Fonts that office machines have; nothing is fetched."""
    sans = ("Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", "system-ui", "sans-serif")
    mono = ("Noto Sans Mono CJK SC", "Consolas", "monospace")
    return gr.themes.Base(primary_hue="blue", neutral_hue="slate", font=sans, font_mono=sans + mono)


def create_page(site: Site) -> gr.Blocks:
    """The whole page for ``site``; nothing is served yet."""
    language = site.settings.language
    page: gr.Blocks = gr.Blocks(
        title=wording.TITLE.text(language),
        analytics_enabled=False,
        fill_width=True,
        delete_cache=(3600, 24 * 3600),
    )
    labels: Labels = []
    with page:
        head, switch = _lay_out_head(site, labels)
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab(wording.TAB_DRAFT.text(language), id="draft", elem_id="tab-draft") as tab:
                labels.append((tab, "label", wording.TAB_DRAFT))
                parts = _lay_out(language, labels)
            name = wording.TAB_REVIEW.text(language)
            # Shown to reviewers once it is known who looks.
            with gr.Tab(name, id="review", visible=False, elem_id="tab-review") as review:
                labels.append((review, "label", wording.TAB_REVIEW))
                desk = DeskPart(site.desk, site.reviewer, site.workbench.language_of, language)
            with gr.Tab(
                wording.TAB_SETTINGS.text(language), id="settings", elem_id="tab-settings"
            ) as tab:
                labels.append((tab, "label", wording.TAB_SETTINGS))
                settings_tab.build(site, page, labels)
        does = _Handlers(site, parts, labels, review)
        spoken = _wire(page, does, parts, head, switch)
        for event in (review.select, spoken.then):
            event(desk.refresh, desk.state, desk.outputs, **_QUIET)
        add_interface(site)
    # Waiting on a draft costs nothing, so that it is not counted; all else is quick.
    page.queue(default_concurrency_limit=16, max_size=512, api_open=False)
    return page


def _lay_out_head(site: Site, labels: Labels) -> tuple[gr.HTML, gr.Radio]:
    language = site.settings.language
    with gr.Row(elem_id="head"):
        head = gr.HTML(view.head_html(None, language, signs_in=site.signs_in), elem_id="title")
        switch = gr.Radio(
            _LANGUAGES, value=language.value, label=wording.LANGUAGE.text(language),
            show_label=False, container=False, scale=0, min_width=190, elem_id="language",
        )  # fmt: skip
    return head, switch


def _lay_out(language: Language, labels: Labels) -> Parts:
    with gr.Row(elem_id="body"):
        with gr.Column(scale=2, min_width=320, elem_id="talk"):
            forms = _panel("forms")
            chat = gr.Chatbot(
                label=wording.CHAT.text(language),
                # It would lie over the first message; readers of the screen still hear it.
                show_label=False,
                placeholder=wording.CHAT_EMPTY.text(language),
                render_markdown=False,
                height=420,
                buttons=[],
                elem_id="chat",
            )
            labels += [(chat, "label", wording.CHAT), (chat, "placeholder", wording.CHAT_EMPTY)]
            chips = _panel("chips")
            box = gr.MultimodalTextbox(
                label=wording.INPUT.text(language),
                placeholder=wording.INPUT_HINT.text(language),
                show_label=False,
                sources=["upload"],
                file_types=FILE_TYPES,
                file_count="single",
                lines=1,
                max_lines=12,
                max_plain_text_length=MAX_PASTE,
                autofocus=True,
                elem_id="box",
            )
            labels += [(box, "label", wording.INPUT), (box, "placeholder", wording.INPUT_HINT)]
            with gr.Row(elem_id="whose"):
                unit = gr.Textbox(
                    label=wording.UNIT.text(language), max_length=100, scale=2, elem_id="unit"
                )
                year = gr.Textbox(
                    label=wording.YEAR.text(language), max_length=4, min_width=90, elem_id="year"
                )
            labels += [(unit, "label", wording.UNIT), (year, "label", wording.YEAR)]
        with gr.Column(scale=6, min_width=340, elem_id="sheet"):
            board = _panel("board")
            tools = _panel("tools")
            offers = _panel("offers")
            slip = _panel("slip")
            table = gr.HTML(
                None,
                html_template='<div class="wb-table"></div>',
                js_on_load=(STATIC / "table.js").read_text(encoding="utf-8"),
                apply_default_css=False,
                elem_id="table",
            )
            findings = _panel("findings")
    return Parts(chat, chips, box, unit, year, forms, board, tools, offers, slip, table, findings)


def _panel(name: str) -> gr.HTML:
    """A part drawn by a template, whose buttons say by ``data-act`` what they do."""
    return gr.HTML(
        "",
        js_on_load=(STATIC / "panel.js").read_text(encoding="utf-8"),
        apply_default_css=False,
        elem_id=name,
    )


class _Handlers:
    """What each event of the page does, and what it shows after."""

    def __init__(self, site: Site, parts: Parts, labels: Labels, review: gr.Tab) -> None:
        self._site, self._workbench = site, site.workbench
        self._box = list(parts).index(parts.box)
        self._labels, self._review = labels, review
        self.relabelled = list(dict.fromkeys(component for component, _, _ in labels))
        self._acts = _actions(site)

    async def follow(self, request: gr.Request) -> AsyncIterator[list[Any]]:
        """The page as it is, and as it changes while long work is under way."""
        user = await asyncio.to_thread(self._site.user, request)
        shown = await asyncio.to_thread(self._shown, user)
        yield shown
        seen: object = None
        while True:
            work = self._workbench.work(user)
            if work is not None and (work.changes, work.seconds) == seen:
                await asyncio.sleep(_LOOK_SECONDS)
                continue
            seen = (work.changes, work.seconds) if work is not None else None
            page = await asyncio.to_thread(self._workbench.page, user)
            fresh = _show(page)
            yield [
                gr.skip() if one == other else one for one, other in zip(fresh, shown, strict=True)
            ]
            shown = fresh
            if work is None and not page.busy:
                return
            await asyncio.sleep(_LOOK_SECONDS if work is not None else _FOREIGN_SECONDS)

    def send(
        self, message: dict[str, Any] | None, unit: str, year: str, request: gr.Request
    ) -> list[Any]:
        """Take one message; what is not taken now stays in the box."""
        text, files = (message or {}).get("text") or "", (message or {}).get("files") or []
        user = self._site.user(request)
        said = Said(text, Path(files[0]) if files else None, unit, year)
        taken = self._workbench.say(user, said)
        shown = self._shown(user)
        if taken:
            shown[self._box] = None
        return shown

    def edit(self, event: gr.EventData, request: gr.Request) -> list[Any]:
        """Take over what was typed into a cell."""
        user, data = self._site.user(request), _data(event)
        row, field, value = (data.get(name, "") for name in ("row", "field", "value"))
        self._workbench.edit(user, row, field, value)
        return self._shown(user)

    def act(self, event: gr.EventData, request: gr.Request) -> list[Any]:
        """Do what a button says."""
        user, data = self._site.user(request), _data(event)
        name, key = data.get("act", ""), data.get("row") or data.get("key", "")
        if name in self._acts:
            self._acts[name](user, key)
        return self._shown(user)

    async def watch(self, request: gr.Request) -> AsyncIterator[list[Any]]:
        """The long work that a button began, to its end; nothing where it began none."""
        user = await asyncio.to_thread(self._site.user, request)
        if self._workbench.work(user) is None:
            yield [gr.skip()] * len(Parts._fields)
            return
        async for shown in self.follow(request):
            yield shown

    def name_form(self, unit: str, year: str, request: gr.Request) -> list[Any]:
        """Put unit and year on the form."""
        user = self._site.user(request)
        self._workbench.name_form(user, unit, year)
        return self._shown(user)

    def speak(self, name: str, request: gr.Request) -> list[Any]:
        """The whole page in another language."""
        user, language = self._site.user(request), Language(name)
        self._workbench.speak(user, language)
        return [*self._shown(user), *self._in(language, user)]

    def greet(self, request: gr.Request) -> list[Any]:
        """The page in the language of whoever opens it."""
        user = self._site.user(request)
        language = self._workbench.language_of(user)
        return [language.value, *self._in(language, user)]

    def _in(self, language: Language, user: User) -> list[Any]:
        head = view.head_html(user, language, signs_in=self._site.signs_in)
        return [head, *(self._relabel(one, language, user) for one in self.relabelled)]

    def _relabel(self, component: Any, language: Language, user: User) -> Any:
        own: dict[str, Any] = {
            name: message.text(language) for one, name, message in self._labels if one is component
        }
        if component is self._review:
            own["visible"] = user.role.reviews
        return gr.update(**own)

    def _shown(self, user: User) -> list[Any]:
        return _show(self._workbench.page(user))


def _wire(page: gr.Blocks, does: _Handlers, parts: Parts, head: gr.HTML, switch: gr.Radio) -> Any:
    """Connect events with what they do; gives the switch of the language, for what follows it."""
    outputs = list(parts)
    followed: dict[str, Any] = {"outputs": outputs, "concurrency_limit": None, **_QUIET}
    page.load(does.greet, None, [switch, head, *does.relabelled], **_QUIET)
    page.load(does.follow, None, **followed)
    parts.box.submit(does.send, [parts.box, parts.unit, parts.year], outputs, **_QUIET).then(
        does.follow, None, **followed
    )
    # Every cell that was left counts, however fast a person types on.
    parts.table.edit(does.edit, None, outputs, trigger_mode="multiple", **_QUIET)
    acting = (
        parts.table, parts.chips, parts.forms, parts.board, parts.tools, parts.offers, parts.slip,
    )  # fmt: skip
    for part in acting:
        done = part.act(does.act, None, outputs, trigger_mode="multiple", **_QUIET)
        if part is parts.table:
            # A row's alternatives may ask a model.
            done.then(does.watch, None, **followed)
    for field in (parts.unit, parts.year):
        gr.on(
            [field.blur, field.submit], does.name_form, [parts.unit, parts.year], outputs,
            trigger_mode="always_last", **_QUIET,
        )  # fmt: skip
    return switch.input(does.speak, switch, [*outputs, head, *does.relabelled], **_QUIET)


def _actions(site: Site) -> dict[str, Callable[[User, str], None]]:
    """What a button says, and what it does; the second argument is its row or key."""
    workbench = site.workbench
    return {
        "stop": lambda user, _: workbench.stop(user),
        "undo": lambda user, _: workbench.undo(user),
        "redo": lambda user, _: workbench.redo(user),
        "fix": lambda user, _: workbench.fix(user),
        "suggest": lambda user, _: workbench.show_offers(user, "suggestions"),
        "balance": lambda user, _: workbench.balance(user),
        "confirm_all": lambda user, _: workbench.confirm_all(user),
        "submit": lambda user, _: workbench.submit(user),
        "withdraw": lambda user, _: workbench.withdraw(user),
        "new": lambda user, _: workbench.restart(user),
        "add": lambda user, _: workbench.add_row(user),
        "close": lambda user, _: workbench.show_offers(user, None),
        "confirm": workbench.confirm,
        "remove": workbench.remove_row,
        "alternatives": workbench.show_offers,
        "accept": workbench.accept,
        "pass": workbench.pass_over,
        "open": workbench.open_form,
        "choose": lambda user, key: workbench.choose(user, int(key) if key.isdecimal() else -1),
    }


def _data(event: gr.EventData) -> dict[str, str]:
    """What the script sent, as strings; a page may send anything."""
    data = event._data if isinstance(event._data, dict) else {}
    return {str(name): str(value) for name, value in data.items()}


def _show(page: Page) -> list[Any]:
    """One value or update for each of `Parts`, in their order."""
    language = page.language
    head = page.target or page.state.source
    return [
        [
            {"role": message.speaker, "content": html.escape(message.text, quote=False)}
            for message in page.chat
        ],
        view.chips_html(page),
        gr.skip(),
        # What was typed before there is a form stays until it is sent.
        gr.skip() if head is None else head.unit.name or "",
        gr.skip() if head is None else str(head.year or ""),
        view.forms_html(page),
        view.board_html(page),
        view.tools_html(page),
        view.offers_html(page),
        view.slip_html(page),
        view.table_value(page, _titles(language)),
        view.findings_html(page.table, language),
    ]


@cache
def _titles(language: Language) -> dict[str, str]:
    return {rule.code: rule.title for rule in list_rules(language)}
