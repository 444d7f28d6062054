"""What a reviewer takes away, as plain links: slips, forms, and everything at once."""

from collections.abc import Callable
from typing import Literal, assert_never
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response, StreamingResponse

from assistant.app.desk.closing import slip_of
from assistant.app.desk.desk import Desk, DeskForm
from assistant.app.desk.whole_county import export_everything, notice
from assistant.app.exports import export_document
from assistant.app.slips import export_slips
from assistant.domain.target import TargetDocument
from assistant.exceptions import AssistantError, NotFoundError
from assistant.messages import Language, Message
from assistant.store import FormStatus, User
from assistant.ui.desk import wording

FileName = Literal["slip.docx", "slip.md", "form.xlsx", "form.docx", "form.json"]
_SLIP = Message(zh="审核意见 {title}", en="Opinion {title}")
_EXPORT = Message(zh="审核结果.zip", en="reviews.zip")
_NOTICE = Message(zh="审核情况通报（底稿）.docx", en="notice.docx")
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MEDIA_TYPES = {
    "docx": _DOCX, "xlsx": _XLSX, "md": "text/markdown; charset=utf-8", "json": "application/json",
}  # fmt: skip


def add_downloads(
    application: FastAPI,
    desk: Desk,
    who: Callable[[Request], User | None],
    language_of: Callable[[User], Language],
    first: Language,
) -> None:
    """Serve the desk's downloads under ``/desk/``.

    Args:
        application: what serves them.
        desk: the desk, which refuses who is no reviewer.
        who: who sent a request, or None for nobody.
        language_of: the language that a user reads.
        first: the language for who is nobody.
    """

    @application.get("/desk/forms/{form_id}/{name}")
    def one(request: Request, form_id: str, name: FileName) -> Response:
        """A file about one form."""
        user = who(request)
        if user is None:
            return _refused(wording.SIGN_IN, first, 401)
        language = language_of(user)
        try:
            on_desk = desk.open(form_id, by=user, language=language)
            title, content = _file(desk, on_desk, name, user)
        except AssistantError as error:
            return _told(error, language)
        kind = name.rpartition(".")[2]
        return Response(content, media_type=_MEDIA_TYPES[kind], headers=_named(f"{title}.{kind}"))

    @application.get("/desk/export.zip")
    def everything(request: Request, status: str = "", search: str = "") -> Response:
        """Everything about the forms that the filter lets through."""
        user = who(request)
        if user is None:
            return _refused(wording.SIGN_IN, first, 401)
        language = language_of(user)
        try:
            pieces = export_everything(
                desk, by=user, status=_status(status), search=search[:200], language=language
            )
        except AssistantError as error:
            return _told(error, language)
        headers = _named(_EXPORT.text(language))
        return StreamingResponse(pieces, media_type="application/zip", headers=headers)

    @application.get("/desk/notice.docx")
    def county_notice(request: Request, status: str = "", search: str = "") -> Response:
        """The page to write the county's notice from."""
        user = who(request)
        if user is None:
            return _refused(wording.SIGN_IN, first, 401)
        language = language_of(user)
        try:
            content = notice(
                desk, by=user, status=_status(status), search=search[:200], language=language
            )
        except AssistantError as error:
            return _told(error, language)
        return Response(content, media_type=_DOCX, headers=_named(_NOTICE.text(language)))


def _file(desk: Desk, on_desk: DeskForm, name: FileName, user: User) -> tuple[str, str | bytes]:
    """What a file is called, without its ending, and what is in it."""
    language, title = on_desk.language, on_desk.form.title
    document = TargetDocument(targets=(on_desk.target,))
    match name:
        case "slip.docx" | "slip.md":
            issued = desk.store.reviews.slips(on_desk.form.id, by=user)
            closed = not on_desk.can_decide and issued
            slip = issued[-1].slip if closed else slip_of(on_desk, by=user)
            kind: Literal["docx", "markdown"] = "docx" if name == "slip.docx" else "markdown"
            return _SLIP.text(language, title=title), export_slips([slip], kind, language)
        case "form.xlsx":
            return title, export_document(document, "xlsx")
        case "form.docx":
            return title, export_document(document, "docx")
        case "form.json":
            return title, export_document(document, "json")
        case _:
            assert_never(name)


def _status(value: str) -> FormStatus | None:
    return FormStatus(value) if value in set(FormStatus) else None


def _named(name: str) -> dict[str, str]:
    return {"content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}


def _refused(message: Message, language: Language, status: int) -> Response:
    return PlainTextResponse(message.text(language), status_code=status)


def _told(error: AssistantError, language: Language) -> Response:
    status = 404 if isinstance(error, NotFoundError) else 403
    return PlainTextResponse(error.text(language), status_code=status)
