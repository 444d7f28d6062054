"""``assistant audit``: whether what was recorded still holds."""

from typing import Annotated

import typer

from assistant.cli.language import said
from assistant.cli.output import write_product
from assistant.cli.talk import say
from assistant.messages import Message

HELP = said("核对审计记录", "Check the audit trail")
_HOLDS = Message(
    zh="审计记录 {links} 条，逐条相符，各版本与记录相符。末条哈希 {head}，请另存一处备查。",
    en="{links} audit links hold, and every revision with them. Keep the last hash: {head}",
)
_BROKEN = Message(zh="审计记录不符，共 {count} 处。", en="The audit trail is broken: {count}.")


def run(
    head: Annotated[
        str | None,
        typer.Option(
            metavar="HASH",
            help=said("以前记下的末条哈希：查末尾是否被截去", "a hash kept from an earlier check"),
        ),
    ] = None,
) -> int:
    """Check it; 1 where something does not hold."""
    from assistant.app.archive import check_history
    from assistant.cli.log import keep_log
    from assistant.settings import load_settings

    keep_log()
    report = check_history(load_settings(), head=head)
    if report.broken:
        write_product("".join(f"{one}\n" for one in report.broken), None)
        say(_BROKEN, count=len(report.broken))
        return 1
    say(_HOLDS, links=report.entries, head=report.head)
    return 0
