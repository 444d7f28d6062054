"""An id for each request of the page, in its answer and in every log line that it causes."""

import re

from assistant.observability.metrics import Application, Channel, Scope
from assistant.observability.requests import new_id, request

_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
_HEADER = b"x-request-id"


class RequestIds:
    """ASGI middleware: takes the id that a proxy brings, or makes one."""

    def __init__(self, app: Application) -> None:
        """Wrap ``app``."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Channel, send: Channel) -> None:
        """Answer one request under its id."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        brought = dict(scope["headers"]).get(_HEADER, b"")
        name = brought.decode("ascii") if _ID.fullmatch(brought) else new_id()

        async def with_id(message: Scope) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (_HEADER, name.encode("ascii"))]
            await send(message)

        with request(name):
            await self._app(scope, receive, with_id)
