"""What a database error means: try again, free some room, or call for the operator."""

import sqlite3
from typing import Any

from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from assistant.exceptions import (
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreUnavailableError,
)
from assistant.messages import Message

_UNAVAILABLE = Message(
    zh=(
        "数据库 {where} 用不了（{reason}）。此前已保存的内容都在，这一次没有保存；"
        "请联系管理员检查数据库后重试。"
    ),
    en=(
        "The database {where} cannot be used ({reason}). All that was saved before stands; this "
        "was not saved. Check the database and try again."
    ),
)
_FULL = Message(
    zh="存放数据库 {where} 的磁盘满了。此前已保存的内容都在，这一次没有保存；请腾出空间后重试。",
    en=(
        "The disk of the database {where} is full. All that was saved before stands; this was not "
        "saved. Free some space and try again."
    ),
)
_DAMAGED = Message(
    zh=(
        "数据库 {where} 已损坏（{reason}）。请停用程序，保留原文件，"
        "用 assistant restore 从最近的备份恢复。"
    ),
    en=(
        "The database {where} is damaged ({reason}). Stop the program, keep the file, and restore "
        "the latest backup with assistant restore."
    ),
)

# SQLSTATE: 08 connection, 40 serialization and deadlock, 53300 too many connections, 55P03 lock not
# available, 57P0x the server stops or starts.
_PASSING_STATES = ("08", "40", "53300", "55P03", "57P0")
# A server that is starting or stopping refuses a connection before it can give a SQLSTATE.
_PASSING_WORDS = ("starting up", "shutting down", "too many", "recovery")
_FULL_ON_SQLITE = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE)


def is_passing(error: BaseException) -> bool:
    """Whether the same work may go through in a moment."""
    if isinstance(error, PoolTimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    code = _sqlite_code(error)
    if code is not None:
        return code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    state = _state(error)
    if state is not None:
        return state.startswith(_PASSING_STATES)
    reason = str(error.orig)
    if "FATAL" in reason:
        return any(word in reason for word in _PASSING_WORDS)
    return error.connection_invalidated or isinstance(error, OperationalError)


def told(error: SQLAlchemyError, where: str) -> StoreError | None:
    """What the user is told of it, or None where it is a bug of ours.

    Args:
        error: what the database said.
        where: the database without its password.
    """
    if isinstance(error, PoolTimeoutError):
        return StoreUnavailableError(_UNAVAILABLE, where=where, reason="too many connections")
    if not isinstance(error, DBAPIError):
        return None
    reason = str(error.orig).strip().partition("\n")[0]
    code, state = _sqlite_code(error), _state(error) or ""
    if code in _FULL_ON_SQLITE or state == "53100":
        return StoreFullError(_FULL, where=where)
    broken = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
    if (code is not None and code & 0xFF in broken) or state.startswith("XX00"):
        return StoreDamagedError(_DAMAGED, where=where, reason=reason)
    if isinstance(error, OperationalError) or error.connection_invalidated:
        return StoreUnavailableError(_UNAVAILABLE, where=where, reason=reason)
    return None


def _sqlite_code(error: DBAPIError) -> int | None:
    code: Any = getattr(error.orig, "sqlite_errorcode", None)
    return code if isinstance(code, int) else None


def _state(error: DBAPIError) -> str | None:
    state: Any = getattr(error.orig, "sqlstate", None)
    return state if isinstance(state, str) else None
