"""``assistant users``: who may sign in to the page."""

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assistant.cli.language import said, screen_language
from assistant.cli.talk import say, show
from assistant.exceptions import InputError
from assistant.messages import Message

if TYPE_CHECKING:
    from assistant.settings import Settings

HELP = said("管理可登录的用户", "Manage who may sign in")
Action = Literal["list", "add", "passwd", "disable", "enable", "token"]
_NO_NAME = Message(
    zh="缺少用户名，如 assistant users {action} 张三。",
    en="The name is missing, such as: assistant users {action} zhangsan.",
)
_NO_PASSWORD = Message(
    zh="没有读到密码；请在终端里运行并按提示输入，或由标准输入给出一行。",
    en="No password was given; run it in a terminal, or give one line on standard input.",
)
_DIFFERENT = Message(zh="两次输入的密码不同，未作改动。", en="The two passwords differ.")
_PASSWORD = Message(zh="密码（不显示）：", en="Password (not shown): ")
_AGAIN = Message(zh="再输一次：", en="Once more: ")
_DONE = {
    "add": Message(zh="已添加用户 {name}。", en="Added the user {name}."),
    "passwd": Message(zh="已更改 {name} 的密码。", en="Changed the password of {name}."),
    "disable": Message(zh="{name} 已停用，不能再登录。", en="{name} can no longer sign in."),
    "enable": Message(zh="{name} 已启用。", en="{name} can sign in again."),
}
_TOKEN = Message(
    zh="上面一行是 {name} 的程序令牌，{days} 天内有效，只显示这一次；改密码或停用该用户即作废。",
    en="The line above is the token for programs of {name}, good for {days} days and shown once; "
    "a new password or disabling the user ends it.",
)
_DISABLED = Message(zh="停用", en="disabled")
_NO_SIGN_IN = Message(zh="不能登录", en="cannot sign in")


def run(
    action: Annotated[
        Action,
        typer.Argument(
            metavar="ACTION",
            help=said("列出、添加、改密码、停用、启用、给程序发令牌", "what to do"),
        ),
    ],
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help=said("用户名", "name of the user"))
    ] = None,
    role: Annotated[
        Literal["unit", "reviewer", "admin"],
        typer.Option(
            help=said("单位、审核人或管理员", "of a unit, reviewer or administrator"),
        ),
    ] = "unit",
    unit: Annotated[
        str | None, typer.Option(metavar="NAME", help=said("单位名称", "name of the unit"))
    ] = None,
    unit_code: Annotated[
        str | None, typer.Option(metavar="CODE", help=said("单位代码", "code of the unit"))
    ] = None,
    days: Annotated[
        int, typer.Option(help=said("令牌有效的天数", "days that a token is good for"))
    ] = 90,
) -> int:
    """List the users or change one; a password is asked for, never an argument."""
    from assistant.cli.log import keep_log
    from assistant.settings import load_settings

    keep_log()
    settings = load_settings()
    if action == "list":
        _print_users(settings)
        return 0
    if not name:
        raise InputError(_NO_NAME, action=action)
    if action == "token":
        from assistant.app.tokens import issue_token

        print(issue_token(settings, name, days=days))
        say(_TOKEN, name=name, days=days)
        return 0
    _change(settings, action, name, role, unit, unit_code)
    say(_DONE[action], name=name)
    return 0


def _change(
    settings: "Settings",
    action: Action,
    name: str,
    role: str,
    unit: str | None,
    unit_code: str | None,
) -> None:
    from assistant.app import accounts
    from assistant.domain.target import Unit
    from assistant.store import Role

    if action == "add":
        mine = Unit(code=unit_code, name=unit)
        accounts.add_user(settings, name, _password(), role=Role(role), unit=mine)
    elif action == "passwd":
        accounts.set_password(settings, name, _password())
    else:
        accounts.set_disabled(settings, name, action == "disable")


def _password() -> str:
    """From the keyboard, twice and unseen, or one line from a pipe."""
    language = screen_language()
    if not sys.stdin.isatty():
        line = sys.stdin.readline().rstrip("\r\n")
        if not line:
            raise InputError(_NO_PASSWORD)
        return line
    from getpass import getpass

    try:
        password = getpass(_PASSWORD.text(language))
        again = getpass(_AGAIN.text(language))
    except EOFError:
        raise InputError(_NO_PASSWORD) from None
    if password != again:
        raise InputError(_DIFFERENT)
    return password


def _print_users(settings: "Settings") -> None:
    from rich.table import Table
    from rich.text import Text

    from assistant.app.accounts import list_users

    language = screen_language()
    table = Table(box=None, padding=(0, 1), show_header=False)
    for user in list_users(settings):
        state = _DISABLED.text(language) if user.disabled else ""
        if not user.has_password:
            state = _NO_SIGN_IN.text(language)
        cells = (user.name, user.role, user.unit.code or "", user.unit.name or "", state)
        table.add_row(*(Text(cell, overflow="fold") for cell in cells))
    show(table)
