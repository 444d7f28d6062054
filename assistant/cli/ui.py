"""``assistant ui``: starts the page."""

from typing import Annotated

import typer

from assistant.cli.language import said

HELP = said("启动网页界面", "Start the page")


def run(
    host: Annotated[
        str, typer.Option(metavar="HOST", help=said("监听地址", "address to listen on"))
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, metavar="PORT", help=said("端口", "port"))
    ] = 7860,
) -> int:
    """Serve the page until the user stops it."""
    from assistant.cli.log import keep_log
    from assistant.ui.server import serve

    keep_log()
    serve(host, port)
    return 0
