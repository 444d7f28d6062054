"""The web application: our own small pages, and the workbench mounted beside them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote

import gradio as gr
from anyio import to_thread
from fastapi import FastAPI, Form, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant import __version__
from assistant.app.rulebook import explain_rule, list_rules
from assistant.app.workbench.files import FileFormat, file_of
from assistant.exceptions import AssistantError, InputError, NotPermittedError
from assistant.messages import Language
from assistant.observability.http import RequestIds
from assistant.observability.metrics import metrics_application
from assistant.store import Store, User
from assistant.ui import view, wording
from assistant.ui.desk.downloads import add_downloads
from assistant.ui.page import create_page, theme
from assistant.ui.server import MAX_UPLOAD
from assistant.ui.sessions import keep_sessions_lean
from assistant.ui.signing import COOKIE, VALID_SECONDS, Signatures
from assistant.ui.site import NO_TOKEN, PROGRAM, Site

STATIC = Path(__file__).parent / "static"
_STATIC_FILES = {"plain.css": "text/css"}
_MEDIA_TYPES: dict[FileFormat, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
_MCP = "/gradio_api/mcp"
_LOOPBACK_NAMES = ["127.0.0.1", "localhost", "[::1]"]
# Gradio builds its components with inline styles and compiled templates; nothing else is let in,
# and nothing may be asked of any other host.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' data: blob:; worker-src 'self' blob:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", _POLICY.encode("ascii")),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


class _SafeHeaders:
    """Adds the headers that keep the browser to this host."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                known = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *(header for header in _HEADERS if header[0] not in known),
                ]
            await send(message)

        await self._app(scope, receive, with_headers)


class _Entrance:
    """Sends who has not signed in to where they can; the rest of the workbench refuses them."""

    def __init__(self, app: ASGIApp, signatures: Signatures, store: Store) -> None:
        self._app, self._signatures, self._store = app, signatures, store

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == "/" and scope["method"] == "GET":
            known = await to_thread.run_sync(self._signatures.name, Request(scope), self._store)
            if known is None:
                await RedirectResponse("/login", status_code=303)(scope, receive, send)
                return
        await self._app(scope, receive, send)


class _ProgramsEntrance:
    """Lets nobody see or call the tools of MCP but by a token, and notes whose it is."""

    def __init__(self, app: ASGIApp, signatures: Signatures, site: Site) -> None:
        self._app, self._signatures, self._site = app, signatures, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(_MCP):
            known = await to_thread.run_sync(
                self._signatures.program, Request(scope), self._site.store
            )
            if known is None:
                words = {"error": NO_TOKEN.text(self._site.settings.language)}
                headers = {"www-authenticate": "Bearer"}
                await JSONResponse(words, 401, headers)(scope, receive, send)
                return
            scope[PROGRAM] = known
        await self._app(scope, receive, send)


def create_application(site: Site, *, loopback_only: bool) -> FastAPI:
    """Everything that is served for ``site``; nothing listens yet."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        site.workbench.close()

    application = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    application.add_middleware(_SafeHeaders)
    application.add_middleware(RequestIds)
    # Before the workbench, which takes every other path; it answers this machine alone.
    application.router.routes.append(Route("/metrics", metrics_application()))
    if loopback_only:
        # A page of another site must not reach this one by a name that it made up.
        application.add_middleware(TrustedHostMiddleware, allowed_hosts=_LOOPBACK_NAMES)
    signatures = Signatures(site.settings.home) if site.signs_in else None
    _add_plain_pages(application, site)
    _add_downloads(application, site, signatures)
    add_downloads(
        application,
        site.desk,
        lambda request: _user(request, site, signatures),
        site.workbench.language_of,
        site.settings.language,
    )
    if signatures is not None:
        _add_sign_in(application, site, signatures)
    _mount_workbench(application, site, signatures)
    return application


def _mount_workbench(application: FastAPI, site: Site, signatures: Signatures | None) -> None:
    def who(request: Request) -> str | None:
        return signatures.name(request, site.store) if signatures else None

    page = create_page(site)
    gr.mount_gradio_app(
        application,
        page,
        path="/",
        auth_dependency=who if signatures else None,
        footer_links=[],
        run_history=False,
        allowed_paths=[],
        show_error=True,
        max_file_size=MAX_UPLOAD,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=find_spec("mcp") is not None,
        theme=theme(),
        css_paths=sorted(STATIC.glob("page*.css")),
    )
    keep_sessions_lean(application, page)


def _add_plain_pages(application: FastAPI, site: Site) -> None:
    default = site.settings.language

    @application.get("/health")
    def health() -> JSONResponse:
        """For whoever watches the service: 200 while the database answers."""
        try:
            site.store.users.anybody_signs_in()
        except AssistantError:
            return JSONResponse({"status": "broken", "version": __version__}, status_code=503)
        return JSONResponse({"status": "ok", "version": __version__})

    @application.get("/static/{name}")
    def static(name: str) -> FileResponse:
        if name not in _STATIC_FILES:
            raise HTTPException(404)
        return FileResponse(STATIC / name, media_type=_STATIC_FILES[name])

    @application.get("/rules")
    def rules(lang: Language = default) -> HTMLResponse:
        return HTMLResponse(view.rules_html(list_rules(lang), lang))

    @application.get("/rules/{code}")
    def rule(code: str, lang: Language = default) -> HTMLResponse:
        try:
            return HTMLResponse(view.rule_html(explain_rule(code, lang), lang))
        except InputError:
            return HTMLResponse(view.missing_html(lang), status_code=404)


def _add_downloads(application: FastAPI, site: Site, signatures: Signatures | None) -> None:
    @application.get("/export/{file_format}")
    def export(request: Request, file_format: Literal["docx", "xlsx", "json"]) -> Response:
        """The form on the user's own page, as a file; there is no way to ask for another's."""
        user = _user(request, site, signatures)
        if user is None:
            return RedirectResponse("/login", status_code=303)
        made = file_of(site.workbench.page(user), file_format)
        if made is None:
            return HTMLResponse(wording.NO_FORM.text(site.settings.language), status_code=404)
        name = quote(made.name)
        return Response(
            made.content,
            media_type=_MEDIA_TYPES[file_format],
            headers={"content-disposition": f"attachment; filename*=UTF-8''{name}"},
        )


def _user(request: Request, site: Site, signatures: Signatures | None) -> User | None:
    if signatures is None:
        return site.store.users.local()
    name = signatures.name(request, site.store)
    return site.store.users.get(name) if name else None


def _add_sign_in(application: FastAPI, site: Site, signatures: Signatures) -> None:
    language = site.settings.language

    application.add_middleware(_Entrance, signatures=signatures, store=site.store)
    application.add_middleware(_ProgramsEntrance, signatures=signatures, site=site)

    @application.get("/login")
    def login() -> HTMLResponse:
        return HTMLResponse(view.login_html(language, None))

    @application.post("/login", response_model=None)
    def sign_in(
        request: Request, username: Annotated[str, Form()], password: Annotated[str, Form()]
    ) -> Response:
        try:
            user = site.store.users.sign_in(username, password)
        except NotPermittedError as error:
            page = view.login_html(language, error.text(language))
            return HTMLResponse(page, status_code=401)
        browser = "text/html" in request.headers.get("accept", "")
        # A program that signs in (gradio_client) follows no redirect and wants a plain yes.
        answer: Response = JSONResponse({"success": True})
        if browser:
            answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(
            COOKIE,
            signatures.sign(user.name, site.store),
            max_age=VALID_SECONDS,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return answer

    @application.get("/logout")
    def sign_out() -> RedirectResponse:
        answer = RedirectResponse("/login", status_code=303)
        answer.delete_cookie(COOKIE)
        return answer
