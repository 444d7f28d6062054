"""The page: components, and which of them each step of a conversation changes."""

import html
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import gradio as gr

from assistant.app.drafts import NO_MODEL
from assistant.messages import Language, Message
from assistant.settings import Settings
from assistant.ui import conversation, view, wording
from assistant.ui.downloads import json_file, xlsx_file
from assistant.ui.running import Running
from assistant.ui.session import Session

STYLE = Path(__file__).parent / "style.css"
MAX_PASTE = 200_000
FILE_TYPES = [
    ".md", ".txt", ".csv", ".json", ".html", ".htm", ".xlsx", ".xls", ".docx", ".doc", ".pdf",
    ".png", ".jpg", ".jpeg",
]  # fmt: skip
_COLUMN_WIDTHS: list[str | int] = [
    "5%", "9%", "10%", "24%", "6%", "8%", "8%", "6%", "16%", "8%",
]  # fmt: skip
_LANGUAGES = [("中文", Language.CHINESE.value), ("English", Language.ENGLISH.value)]


class Parts(NamedTuple):
    """The components that steps change."""

    session: gr.State
    chat: gr.Chatbot
    box: gr.MultimodalTextbox
    status: gr.HTML
    table: gr.Dataframe
    findings: gr.HTML
    json_button: gr.DownloadButton
    xlsx_button: gr.DownloadButton


def theme() -> gr.themes.Base:
    """Fonts that office machines have; nothing is fetched."""
    sans = ("Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", "system-ui", "sans-serif")
    mono = ("Noto Sans Mono CJK SC", "Consolas", "monospace")
    return gr.themes.Base(primary_hue="blue", neutral_hue="slate", font=sans, font_mono=sans + mono)


def create_page(settings: Settings) -> gr.Blocks:
    """The page for these settings; nothing is served yet."""
    language = settings.language
    page: gr.Blocks = gr.Blocks(
        title=wording.TITLE.text(language),
        analytics_enabled=False,
        fill_width=True,
        delete_cache=(3600, 24 * 3600),
    )
    with page:
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab(wording.TAB_DRAFT.text(language), id="draft", elem_id="tab-draft"):
                parts, labels, controls = _lay_out(settings, language)
            # The reviewers' desk stands here as a tab of its own, with the id "review".
            with gr.Tab(wording.TAB_SETTINGS.text(language), id="settings", elem_id="tab-settings"):
                gr.Textbox(
                    str(settings.home),
                    label=wording.DATA_FOLDER.text(language),
                    interactive=False,
                    elem_id="data-folder",
                )
        _wire(page, parts, labels, controls, settings)
    page.queue(default_concurrency_limit=8, max_size=64, api_open=False)
    return page


class _Controls(NamedTuple):
    """The buttons and fields that start a step."""

    language: gr.Radio
    unit: gr.Textbox
    year: gr.Textbox
    stop: gr.Button
    undo: gr.Button
    fix: gr.Button
    restart: gr.Button


Labels = list[tuple[gr.components.Component, str, Message]]
"""Which property of which component shows which message, for the language switch."""


def _lay_out(settings: Settings, language: Language) -> tuple[Parts, Labels, _Controls]:
    labels: Labels = []

    def said(component: Any, **properties: Message) -> Any:
        labels.extend((component, name, message) for name, message in properties.items())
        return component

    session = gr.State(Session(language=language))
    with gr.Row(elem_id="head"):
        heading = _heading(settings)
        said(gr.Markdown(heading.text(language), container=False), value=heading)
        switch = gr.Radio(
            _LANGUAGES, value=language.value, label=wording.LANGUAGE.text(language),
            show_label=False, container=False, scale=0, min_width=210, elem_id="language",
        )  # fmt: skip
    with gr.Row(elem_id="body"):
        with gr.Column(scale=2, min_width=340):
            chat = said(
                gr.Chatbot(
                    label=wording.CHAT.text(language),
                    placeholder=wording.CHAT_EMPTY.text(language),
                    render_markdown=False,
                    height=430,
                    buttons=["copy"],
                    elem_id="chat",
                ),
                label=wording.CHAT,
                placeholder=wording.CHAT_EMPTY,
            )
            box = said(
                gr.MultimodalTextbox(
                    label=wording.INPUT.text(language),
                    placeholder=wording.INPUT_HINT.text(language),
                    sources=["upload"],
                    file_types=FILE_TYPES,
                    file_count="single",
                    lines=1,
                    max_lines=14,
                    max_plain_text_length=MAX_PASTE,
                    autofocus=True,
                    elem_id="box",
                ),
                label=wording.INPUT,
                placeholder=wording.INPUT_HINT,
            )
            with gr.Row():
                unit = said(
                    gr.Textbox(label=wording.UNIT.text(language), scale=2, elem_id="unit"),
                    label=wording.UNIT,
                )
                year = said(
                    gr.Textbox(label=wording.YEAR.text(language), max_length=4, elem_id="year"),
                    label=wording.YEAR,
                )
            with gr.Row():
                stop = said(_button(wording.STOP, language, "stop"), value=wording.STOP)
                undo = said(_button(wording.UNDO, language, "undo"), value=wording.UNDO)
                fix = said(_button(wording.FIX, language, "fix"), value=wording.FIX)
                restart = said(_button(wording.RESTART, language, "restart"), value=wording.RESTART)
        with gr.Column(scale=5, min_width=340):
            status = gr.HTML(view.status_html(wording.WAITING.text(language)), elem_id="status")
            table = said(
                gr.Dataframe(
                    headers=[column.text(language) for column in wording.COLUMNS],
                    label=wording.TABLE.text(language),
                    datatype="str",
                    type="array",
                    wrap=True,
                    interactive=True,
                    static_columns=[0, 8, 9],
                    column_widths=_COLUMN_WIDTHS,
                    buttons=["copy", "fullscreen"],
                    max_height=640,
                    elem_id="table",
                ),
                label=wording.TABLE,
            )
            with gr.Row():
                json_button = said(_download(wording.EXPORT_JSON, language, "json"),
                                   label=wording.EXPORT_JSON)  # fmt: skip
                xlsx_button = said(_download(wording.EXPORT_XLSX, language, "xlsx"),
                                   label=wording.EXPORT_XLSX)  # fmt: skip
            findings = gr.HTML(view.findings_html(None, language), elem_id="findings")
    parts = Parts(session, chat, box, status, table, findings, json_button, xlsx_button)
    return parts, labels, _Controls(switch, unit, year, stop, undo, fix, restart)


def _heading(settings: Settings) -> Message:
    local = settings.provider in ("embedded", NO_MODEL)
    line = wording.TAGLINE if local else wording.TAGLINE_REMOTE
    provider = settings.model or settings.provider
    return Message(
        *(
            f"# {wording.TITLE.text(language)}\n{line.text(language, provider=provider)}"
            for language in Language
        )
    )


def _button(message: Message, language: Language, name: str) -> gr.Button:
    return gr.Button(message.text(language), size="sm", min_width=80, elem_id=name)


def _download(message: Message, language: Language, name: str) -> gr.DownloadButton:
    return gr.DownloadButton(
        message.text(language), size="sm", interactive=False, elem_id=f"download-{name}"
    )


def _wire(
    page: gr.Blocks, parts: Parts, labels: Labels, controls: _Controls, settings: Settings
) -> None:
    running = Running()

    def send(
        session: Session,
        message: dict[str, Any] | None,
        unit: str,
        year: str,
        request: gr.Request,
    ) -> Iterator[list[Any]]:
        text, files = (message or {}).get("text") or "", (message or {}).get("files") or []
        said = conversation.Said(text, Path(files[0]) if files else None, unit, year)
        button = running.begin(request.session_hash)
        try:
            for step in conversation.send(session, said, settings, button):
                yield _show(step)
        finally:
            # The page may be gone; an answer under way must not go on for nobody.
            running.end(request.session_hash, button)

    def stop(request: gr.Request) -> None:
        running.press(request.session_hash)

    def edited(session: Session, cells: list[list[Any]]) -> list[Any]:
        return _show(conversation.edit_cells(session, cells, settings))

    def undo(session: Session) -> list[Any]:
        return _show(conversation.undo(session, settings))

    def fix(session: Session) -> list[Any]:
        return _show(conversation.fix(session, settings))

    def restart(session: Session) -> list[Any]:
        return _show(conversation.restart(session))

    outputs = list(parts)
    hidden: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    sending = parts.box.submit(
        send,
        [parts.session, parts.box, controls.unit, controls.year],
        outputs,
        concurrency_limit=4,
        **hidden,
    )
    parts.table.input(edited, [parts.session, parts.table], outputs, **hidden)
    controls.undo.click(undo, parts.session, outputs, **hidden)
    controls.fix.click(fix, parts.session, outputs, **hidden)
    controls.stop.click(stop, None, None, **hidden)
    controls.restart.click(restart, parts.session, outputs, cancels=[sending], **hidden)

    fixed = [component for component, _, _ in labels if component not in outputs]
    relabelled = list(dict.fromkeys(fixed))

    def speak(session: Session, name: str) -> list[Any]:
        language = Language(name)
        changed = conversation.speak(session, language, settings)
        return [*_show(changed), *(_relabel(labels, one, language) for one in relabelled)]

    controls.language.change(
        speak, [parts.session, controls.language], [*outputs, *relabelled], **hidden
    )
    page.load(_show_first, parts.session, outputs, **hidden)


def _relabel(labels: Labels, component: gr.components.Component, language: Language) -> Any:
    own: dict[str, Any] = {
        name: message.text(language) for one, name, message in labels if one is component
    }
    return gr.update(**own)


def _show_first(session: Session) -> list[Any]:
    return _show(conversation.Step(session))


def _show(step: conversation.Step) -> list[Any]:
    """One update for each of `Parts`, in their order."""
    session = step.session
    language = session.language
    ready = session.table is not None and not step.busy
    return [
        session,
        gr.update(
            value=[
                {"role": speaker, "content": html.escape(text, quote=False)}
                for speaker, text in session.chat
            ],
            label=wording.CHAT.text(language),
            placeholder=wording.CHAT_EMPTY.text(language),
        ),
        gr.update(
            **({"value": None} if step.clear_box else {}),
            label=wording.INPUT.text(language),
            placeholder=wording.INPUT_HINT.text(language),
        ),
        view.status_html(step.status or view.status_line(session.table, language)),
        gr.update(
            value=view.table_rows(session.target, language),
            headers=[column.text(language) for column in wording.COLUMNS],
            label=wording.TABLE.text(language),
        ),
        view.findings_html(session.table, language),
        gr.update(
            value=json_file(session) if ready else None,
            label=wording.EXPORT_JSON.text(language),
            interactive=ready,
        ),
        gr.update(
            value=xlsx_file(session) if ready else None,
            label=wording.EXPORT_XLSX.text(language),
            interactive=ready,
        ),
    ]
