"""A wrong call in one clear sentence: what was given, what is expected, what to do."""

from typing import Any

from assistant.exceptions import InputError
from assistant.messages import Message

_NO_OPTION = Message(
    zh="没有 {given} 这个选项。用 {help} 查看可用选项。",
    en="There is no option {given}. See {help}.",
)
_NEAR_OPTION = Message(
    zh="没有 {given} 这个选项，您要用的是不是 {near}？用 {help} 查看可用选项。",
    en="There is no option {given}; did you mean {near}? See {help}.",
)
_BAD_OPTION = Message(
    zh="选项 {given} 写法不对：后面缺少一个值，或多写了一个值。用 {help} 查看用法。",
    en="Option {given} lacks its value, or was given one that it does not take. See {help}.",
)
_MISSING = Message(zh="缺少 {what}。用 {help} 查看用法。", en="{what} is missing. See {help}.")
_NO_CHOICE = Message(
    zh="{what} 不能是“{given}”；可用：{known}。",
    en="{what} cannot be '{given}'; choose from {known}.",
)
_NO_NUMBER = Message(
    zh="{what} 应是 {least} 到 {greatest} 的整数。用 {help} 查看用法。",
    en="{what} must be a whole number from {least} to {greatest}. See {help}.",
)
_BAD_VALUE = Message(
    zh="{what} 的值不对（{details}）。用 {help} 查看用法。",
    en="The value of {what} is wrong ({details}). See {help}.",
)
_EXTRA = Message(
    zh="多出了参数 {given}；文件名含空格时请加引号。用 {help} 查看用法。",
    en="Unexpected argument {given}; quote names that hold blanks. See {help}.",
)
_OTHER = Message(
    zh="命令写法不对（{details}）。用 {help} 查看用法。",
    en="The command is not right ({details}). See {help}.",
)
_EXTRA_IN_TYPER = "Got unexpected extra argument(s) ("


def usage_error(error: Any, argv: list[str]) -> InputError:
    """What Typer found wrong with the call, told from its attributes: its classes are private."""
    command = argv[0] if argv and not argv[0].startswith("-") else ""
    usage = {"help": " ".join(filter(None, ("assistant", command, "--help")))}
    option, parameter = getattr(error, "option_name", None), getattr(error, "param", None)
    if option is not None:
        return _option_error(error, option, usage)
    if parameter is not None:
        return _parameter_error(error, parameter, usage)
    if error.message.startswith(_EXTRA_IN_TYPER):
        extra = error.message.removeprefix(_EXTRA_IN_TYPER).removesuffix(")")
        return InputError(_EXTRA, given=extra, **usage)
    return InputError(_OTHER, details=error.message, **usage)


def _option_error(error: Any, option: str, usage: dict[str, str]) -> InputError:
    if not hasattr(error, "possibilities"):
        return InputError(_BAD_OPTION, given=option, **usage)
    if error.possibilities:
        near = " ".join(sorted(error.possibilities))
        return InputError(_NEAR_OPTION, given=option, near=near, **usage)
    return InputError(_NO_OPTION, given=option, **usage)


def _parameter_error(error: Any, parameter: Any, usage: dict[str, str]) -> InputError:
    what = (
        parameter.metavar or parameter.name
        if parameter.param_type_name == "argument"
        else parameter.opts[-1]
    )
    if not error.message:
        return InputError(_MISSING, what=what, **usage)
    kind = parameter.type_descriptor
    if kind.is_choice:
        given = error.message.partition("'")[2].partition("'")[0]
        known = " ".join(map(str, kind.choices or ()))
        return InputError(_NO_CHOICE, what=what, given=given, known=known)
    if kind.annotation is int:
        limits = {"least": parameter.min, "greatest": parameter.max or "…"}
        return InputError(_NO_NUMBER, what=what, **limits, **usage)
    return InputError(_BAD_VALUE, what=what, details=error.message, **usage)
