"""``assistant restore FILE``: what a backup holds, back in the database."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.language import said
from assistant.cli.talk import say
from assistant.messages import Message

HELP = said("从备份恢复数据", "Restore a backup")
_DONE = Message(
    zh=(
        "已恢复 {made} 的备份：{forms} 份表、{revisions} 个版本、{users} 个用户；"
        "校验和与审计记录相符。"
    ),
    en=(
        "Restored the backup of {made}: {forms} forms, {revisions} revisions, {users} users; "
        "checksums and audit trail hold."
    ),
)
_BEFORE = Message(zh="原有内容已另存为 {path}。", en="What was there before is kept in {path}.")
_ASIDE = Message(zh="损坏的原文件已改名为 {path}。", en="The damaged file is kept as {path}.")
_BROKEN = Message(
    zh="已按 --force 恢复，但备份里的审计记录不完整：{broken}。",
    en="Restored as --force asks, but the audit trail in the backup does not hold: {broken}.",
)


def run(
    file: Annotated[Path, typer.Argument(metavar="FILE.zip", help=said("备份文件", "the backup"))],
    force: Annotated[
        bool,
        typer.Option(
            "--force", help=said("替换现有的全部内容（先自动备份）", "replace all that is there")
        ),
    ] = False,
) -> int:
    """Restore it, all or nothing."""
    from assistant.app.archive import restore
    from assistant.cli.log import keep_log
    from assistant.settings import load_settings

    keep_log()
    done, before = restore(load_settings(), file, force=force)
    if before is not None:
        say(_BEFORE, path=before)
    if done.kept_aside is not None:
        say(_ASIDE, path=done.kept_aside)
    if done.broken:
        say(_BROKEN, broken="；".join(done.broken))
        return 1
    tables = done.backup.tables
    say(
        _DONE,
        made=done.backup.made.astimezone().strftime("%Y-%m-%d %H:%M:%S"),
        forms=tables["forms"].rows,
        revisions=tables["revisions"].rows,
        users=tables["users"].rows,
    )
    return 0
