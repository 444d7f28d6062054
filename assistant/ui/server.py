"""Serving the page: on this machine to whoever sits at it, elsewhere to users who sign in."""

import errno
import ipaddress
import os
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.app.desk.desk import Desk
from assistant.app.reviews import ReviewOptions, check_options
from assistant.app.workbench import Workbench
from assistant.exceptions import ConfigurationError
from assistant.settings import Settings, load_settings
from assistant.store import Store, open_store
from assistant.ui import wording

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI
    from starlette.types import ASGIApp

MAX_UPLOAD = "20mb"


def serve(host: str, port: int, *, announce: Callable[[str], None] = print) -> None:
    """Serve the page until the process is stopped.

    Args:
        host: an address to listen on; one beyond this machine needs users.
        port: where to listen.
        announce: told one line with the address once the page answers.

    Raises:
        ConfigurationError: ``host`` reaches beyond this machine and there are no users, the port is
            taken, or the profile is unknown.
        StoreError: the database cannot be used.
    """
    settings = load_settings()
    # Told now, not in the middle of the first review.
    check_options(ReviewOptions(profile=settings.profile))
    with open_store(settings) as store:
        check_address(host, port, signs_in=store.users.anybody_signs_in())
        application = make_application(settings, store, loopback_only=is_loopback(host))
        said = wording.SERVING.text(settings.language, url=f"http://{_named(host)}:{port}")
        make_server(application, host, port, listening=lambda: announce(said)).run()


def make_application(settings: Settings, store: Store, *, loopback_only: bool) -> "FastAPI":
    """All that is served."""
    # Gradio phones home unless told not to before it is imported.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    # Else it counts its events anew, all of the last ten thousand, after each one, with pandas.
    os.environ.setdefault("GRADIO_ANALYTICS_MAX_EVENTS", "100")
    os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", str(10**9))
    from assistant.ui.application import create_application
    from assistant.ui.site import Site

    signs_in = store.users.anybody_signs_in()
    desk = Desk(store, profile=settings.profile)
    site = Site(settings, store, Workbench(store, settings), desk, signs_in)
    return create_application(site, loopback_only=loopback_only)


def make_server(
    application: "ASGIApp", host: str, port: int, *, listening: Callable[[], None]
) -> "uvicorn.Server":
    """The server, not yet running.

    Args:
        application: what is served.
        host: the address to listen on.
        port: where.
        listening: called once whoever connects is let in; never where that fails.
    """
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                listening()

    return Server(
        uvicorn.Config(
            application,
            host=host,
            port=port,
            log_level="warning",
            access_log=False,
            # A page that is open elsewhere must not hold up the end.
            timeout_graceful_shutdown=2,
        )
    )


def check_address(host: str, port: int, *, signs_in: bool) -> None:
    """Refuse what could not be served safely.

    Raises:
        ConfigurationError: ``host`` reaches beyond this machine though nobody must sign in, or the
            port is taken.
    """
    if not signs_in and not is_loopback(host):
        raise ConfigurationError(wording.REFUSED_HOST, host=host)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            raise ConfigurationError(wording.PORT_TAKEN, port=port) from None


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach ``host``."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _named(host: str) -> str:
    return f"[{host}]" if ":" in host else host
