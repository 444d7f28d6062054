"""Serving the page on this machine."""

import errno
import ipaddress
import os
import socket
from collections.abc import Callable

from assistant.app.reviews import ReviewOptions, check_options
from assistant.exceptions import ConfigurationError
from assistant.settings import Settings, load_settings
from assistant.ui import wording

MAX_UPLOAD = "20mb"


def serve(host: str, port: int, *, announce: Callable[[str], None] = print) -> None:
    """Serve the page until the process is stopped.

    Args:
        host: an address of this machine's own loopback.
        port: where to listen.
        announce: told one line with the address once the page answers.

    Raises:
        ConfigurationError: ``host`` reaches beyond this machine, the port is taken, or the profile
            is unknown.
    """
    settings = load_settings()
    check_address(host, port)
    # Told now, not in the middle of the first review.
    check_options(ReviewOptions(profile=settings.profile))
    # Gradio phones home unless told not to before it is imported.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    page = launch(settings, host, port)
    announce(wording.SERVING.text(settings.language, url=f"http://{host}:{port}"))
    page.block_thread()


def launch(settings: Settings, host: str, port: int):  # type: ignore[no-untyped-def]
    """The page, served in the background; ``close()`` it when done."""
    from assistant.ui.page import STYLE, create_page, theme

    page = create_page(settings)
    page.launch(
        server_name=host,
        server_port=port,
        prevent_thread_lock=True,
        quiet=True,
        share=False,
        show_error=True,
        footer_links=[],
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        run_history=False,
        enable_monitoring=False,
        max_file_size=MAX_UPLOAD,
        allowed_paths=[],
        css_paths=STYLE,
        theme=theme(),
    )
    return page


def check_address(host: str, port: int) -> None:
    """Refuse what could not be served safely.

    Raises:
        ConfigurationError: ``host`` reaches beyond this machine, or the port is taken.
    """
    if not is_loopback(host):
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
