"""What every part of the page stands on: settings, store, workbench, and who is asking."""

from typing import NamedTuple

import gradio as gr
from starlette.requests import Request

from assistant.app.desk.desk import Desk
from assistant.app.workbench import Workbench
from assistant.exceptions import NotPermittedError
from assistant.messages import Message
from assistant.settings import Settings
from assistant.store import Store, User

_REVIEWERS_ONLY = Message(
    zh="“审核”只对审核人和管理员开放。", en="The desk is for reviewers and administrators."
)

NO_TOKEN = Message(
    zh="本机设了用户：请在请求头 Authorization 里带上“Bearer 令牌”；"
    "令牌由管理员用 assistant users token 用户名 生成，可能已过期或作废。",
    en="Users sign in here: send 'Authorization: Bearer TOKEN'. An administrator makes tokens by "
    "assistant users token NAME; yours may be over.",
)
PROGRAM = "assistant.program"
"""Where a request carries the name of the user whose program sent it."""


class Site(NamedTuple):
    """One served page.

    Attributes:
        settings: those of the installation.
        store: where everything is kept.
        workbench: what the unit's staff can do.
        desk: what reviewers can do.
        signs_in: people must sign in; otherwise everybody is the one user of this machine.
    """

    settings: Settings
    store: Store
    workbench: Workbench
    desk: Desk
    signs_in: bool

    def user(self, request: gr.Request) -> User:
        """Who sent ``request``.

        Raises:
            NotFoundError: the user has been taken away since they signed in.
        """
        return self.named(request.username)

    def asker(self, request: object) -> User:
        """Who sent ``request`` as a program, over HTTP or MCP.

        Raises:
            NotPermittedError: nobody that is known.
        """
        if not self.signs_in:
            return self.store.users.local()
        name = None
        if isinstance(request, gr.Request):
            name = request.username
        elif isinstance(request, Request):
            # MCP hands on the request as it came, with what our entrance found out about it.
            name = request.scope.get(PROGRAM)
        if not name:
            raise NotPermittedError(NO_TOKEN)
        return self.named(name)

    def reviewer(self, request: gr.Request) -> User:
        """Who sent ``request``, if they may review.

        Raises:
            NotPermittedError: they may not.
        """
        user = self.user(request)
        if not user.role.reviews:
            raise NotPermittedError(_REVIEWERS_ONLY)
        return user

    def named(self, name: str | None) -> User:
        """The user of this name, or the one of this machine where nobody signs in.

        Raises:
            NotFoundError: there is no such user.
        """
        if not self.signs_in:
            return self.store.users.local()
        return self.store.users.get(name or "")
