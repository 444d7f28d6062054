"""``assistant backup FILE``: everything that is kept, in one file."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.language import said
from assistant.cli.talk import say
from assistant.messages import Message

HELP = said("备份全部数据", "Back everything up")
_DONE = Message(
    zh=(
        "已备份到 {path}：{forms} 份表、{revisions} 个版本、{users} 个用户；"
        "审计记录 {links} 条，末条哈希 {head}。文件含全部内容，请妥善保管；哈希请另存一处。"
    ),
    en=(
        "Backed up to {path}: {forms} forms, {revisions} revisions, {users} users; {links} audit "
        "links, the last hash is {head}. The file holds everything; keep the hash elsewhere."
    ),
)


def run(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.zip", help=said("备份文件", "the file to write"))
    ],
) -> int:
    """Write the backup."""
    from assistant.app.archive import back_up
    from assistant.cli.log import keep_log
    from assistant.settings import load_settings

    keep_log()
    made = back_up(load_settings(), file)
    say(
        _DONE,
        path=file,
        forms=made.tables["forms"].rows,
        revisions=made.tables["revisions"].rows,
        users=made.tables["users"].rows,
        links=made.audit_entries,
        head=made.audit_head,
    )
    return 0
