"""``assistant purge``: remove closed forms whose time is over."""

from typing import Annotated

import typer

from assistant.cli.language import said
from assistant.cli.output import write_product
from assistant.cli.talk import say
from assistant.messages import Message

HELP = said("删除超过保存期限的已结表", "Remove closed forms whose time is over")
_DONE = Message(zh="已删除 {count} 份。", en="Removed {count} forms.")
_WOULD = Message(
    zh="将删除 {count} 份；未作改动。", en="Would remove {count}; nothing was changed."
)


def run(
    days: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=36_500,
            metavar="DAYS",
            help=said(
                "未再改动超过多少天（默认按设置 retention_days）",
                "unchanged for how many days (default: retention_days of the settings)",
            ),
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=said("只列出，不删除", "list them only"))
    ] = False,
) -> int:
    """Remove passed and returned forms, never drafts, and print what was removed."""
    from assistant.app.archive import purge
    from assistant.cli.log import keep_log
    from assistant.export.inert import terminal_text
    from assistant.settings import load_settings

    keep_log()
    forms = purge(load_settings(), days=days, dry_run=dry_run)
    lines = (f"{form.updated:%Y-%m-%d}  {form.status}  {form.title}" for form in forms)
    write_product("".join(f"{terminal_text(line)}\n" for line in lines), None)
    say(_WOULD if dry_run else _DONE, count=len(forms))
    return 0
