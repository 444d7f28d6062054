"""The people who may sign in."""

import hashlib
import unicodedata
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.domain.target import Unit
from assistant.exceptions import ConflictError, InputError, NotFoundError, NotPermittedError
from assistant.messages import Message
from assistant.store import passwords
from assistant.store.columns import now, plain_text
from assistant.store.database import Database, Transaction
from assistant.store.records import Role, User
from assistant.store.tables import UserRow

LOCAL_USER = "本机"
"""Name of the user of a desk that needs no sign-in."""

_TRIES = 5
_LOCK_TIME = timedelta(minutes=5)
_MOST_NAME = 64
_BAD_NAME = Message(
    zh="用户名“{name}”不能用：应为 1 到 {most} 个字，首尾无空格，不含控制字符。",
    en="'{name}' cannot be a user's name: 1 to {most} characters, none of them control characters.",
)
_TAKEN = Message(zh="已有用户“{name}”；请换一个名字。", en="There is a user '{name}' already.")
_UNKNOWN = Message(
    zh="没有用户“{name}”；用 assistant users list 查看。",
    en="There is no user '{name}'; see assistant users list.",
)
_NO_SIGN_IN = Message(
    zh="用户“{name}”不能登录，程序也不能以其名义登录。",
    en="'{name}' cannot sign in, and no program can for them.",
)
_REFUSED = Message(zh="用户名或密码不对，或账号已停用。", en="Wrong name or password, or disabled.")
_LOCKED = Message(
    zh="密码连续输错 {tries} 次，请 {minutes} 分钟后再试，或请管理员重设密码。",
    en="{tries} wrong passwords in a row: wait {minutes} minutes, or have the password reset.",
)


class Users:
    """The people who may sign in.

    Who manages them is checked by the face: the command line by access to the machine, the page by
    the role of who is signed in.
    """

    def __init__(self, database: Database) -> None:
        """Keep them in this database."""
        self._database = database

    def add(
        self, name: str, password: str, *, by: str, role: Role = Role.UNIT, unit: Unit | None = None
    ) -> User:
        """Add a user.

        Args:
            name: what they sign in with.
            password: only its hash is kept.
            by: who adds them.
            role: what they may do.
            unit: their budget unit.

        Raises:
            InputError: the name or the password cannot be used.
            ConflictError: the name is taken.
        """
        return self._add(_checked(name), passwords.hashed(password), by, role, unit or Unit())

    def _add(self, name: str, password: str | None, by: str, role: Role, unit: Unit) -> User:
        def work(transaction: Transaction) -> User:
            if transaction.session.get(UserRow, name) is not None:
                raise ConflictError(_TAKEN, name=name)
            row = UserRow(
                name=name,
                unit_code=unit.code,
                unit_name=unit.name,
                unit_key=unit_key(unit),
                role=role.value,
                password_hash=password,
                disabled=False,
                failures=0,
                created=now(),
            )
            transaction.session.add(row)
            try:
                transaction.session.flush()
            except IntegrityError:  # another process was quicker by a moment
                raise ConflictError(_TAKEN, name=name) from None
            transaction.record(by, "user.added", name, role=role.value)
            return _user(row)

        return self._database.write(work)

    def local(self) -> User:
        """The user of a desk without sign-in: may do everything, and cannot sign in."""
        try:
            return self.get(LOCAL_USER)
        except NotFoundError:
            pass
        try:
            return self._add(LOCAL_USER, None, LOCAL_USER, Role.ADMIN, Unit())
        except ConflictError:  # another page was quicker
            return self.get(LOCAL_USER)

    def get(self, name: str) -> User:
        """The user of this name.

        Raises:
            NotFoundError: there is none.
        """

        def work(session: Session) -> User:
            row = session.get(UserRow, _tidy(name))
            if row is None:
                raise NotFoundError(_UNKNOWN, name=name)
            return _user(row)

        return self._database.read(work)

    def all(self) -> tuple[User, ...]:
        """Everybody, by name."""
        query = select(UserRow).order_by(UserRow.name)
        return self._database.read(
            lambda session: tuple(_user(row) for row in session.scalars(query))
        )

    def anybody_signs_in(self) -> bool:
        """Whether any user has a password; without one, a page on this machine needs no sign-in."""
        query = select(func.count()).where(UserRow.password_hash.is_not(None))
        return self._database.read(lambda session: bool(session.scalar(query)))

    def sign_in(self, name: str, password: str) -> User:
        """The user, if the password is theirs.

        After 5 wrong passwords in a row the name is locked for 5 minutes.

        Raises:
            NotPermittedError: wrong name or password, disabled or locked; never says which.
        """
        name = _tidy(name)
        row = self._database.read(lambda session: session.get(UserRow, name))
        locked = row is not None and row.locked_until is not None and row.locked_until > now()
        right = passwords.matches(password, row.password_hash if row else None)
        if locked:
            raise NotPermittedError(_LOCKED, tries=_TRIES, minutes=_LOCK_TIME.seconds // 60)
        if row is None or not right or row.disabled:
            if row is not None and not right:
                self._database.write(lambda transaction: _count_failure(transaction, name))
            raise NotPermittedError(_REFUSED)
        if row.failures:
            self._database.write(lambda transaction: _forget_failures(transaction, name))
        return _user(row)

    def password_mark(self, name: str) -> str:
        """What is another once the user's password is; tells nothing of the password.

        Raises:
            NotFoundError: there is no such user.
            InputError: they have no password, so that nobody can sign in as them.
        """

        def work(session: Session) -> str:
            row = session.get(UserRow, _tidy(name))
            if row is None:
                raise NotFoundError(_UNKNOWN, name=name)
            return _mark(row)

        return self._database.read(work)

    def let_programs_in(self, name: str, until: date, *, by: str) -> str:
        """Put on record that programs may act as the user; gives the mark of their password.

        Raises:
            NotFoundError: there is no such user.
            InputError: they have no password, so that nobody can sign in as them.
        """

        def work(transaction: Transaction) -> str:
            row = _found(transaction, name)
            mark = _mark(row)
            transaction.record(by, "user.token", row.name, until=until.isoformat())
            return mark

        return self._database.write(work)

    def set_password(self, name: str, password: str, *, by: str) -> None:
        """Give a user a new password, and lift a lock.

        Raises:
            NotFoundError: there is no such user.
            InputError: the password cannot be used.
        """
        kept = passwords.hashed(password)

        def work(transaction: Transaction) -> None:
            row = _found(transaction, name)
            row.password_hash, row.failures, row.locked_until = kept, 0, None
            transaction.record(by, "user.password", row.name)

        self._database.write(work)

    def set_disabled(self, name: str, disabled: bool, *, by: str) -> None:
        """Let a user no longer sign in, or let them again; what they did stays.

        Raises:
            NotFoundError: there is no such user.
        """

        def work(transaction: Transaction) -> None:
            row = _found(transaction, name)
            row.disabled = disabled
            transaction.record(by, "user.disabled" if disabled else "user.enabled", row.name)

        self._database.write(work)


def unit_key(unit: Unit) -> str | None:
    """What tells units apart: the budget code, else the name."""
    return unit.code or unit.name or None


def _tidy(name: str) -> str:
    return plain_text(unicodedata.normalize("NFKC", name).strip())


def _checked(name: str) -> str:
    tidy = _tidy(name)
    if not 1 <= len(tidy) <= _MOST_NAME or not name.strip().isprintable():
        raise InputError(_BAD_NAME, name=name[:_MOST_NAME], most=_MOST_NAME)
    return tidy


def _found(transaction: Transaction, name: str) -> UserRow:
    row = transaction.session.get(UserRow, _tidy(name), with_for_update=True)
    if row is None:
        raise NotFoundError(_UNKNOWN, name=name)
    return row


def _mark(row: UserRow) -> str:
    if row.password_hash is None:
        raise InputError(_NO_SIGN_IN, name=row.name)
    return hashlib.sha256(row.password_hash.encode("utf-8")).hexdigest()[:32]


def _count_failure(transaction: Transaction, name: str) -> None:
    row = _found(transaction, name)
    row.failures += 1
    if row.failures >= _TRIES:
        row.failures, row.locked_until = 0, now() + _LOCK_TIME
        transaction.record(name, "user.locked", name)


def _forget_failures(transaction: Transaction, name: str) -> None:
    row = _found(transaction, name)
    row.failures, row.locked_until = 0, None


def _user(row: UserRow) -> User:
    return User(
        name=row.name,
        unit=Unit(code=row.unit_code, name=row.unit_name),
        role=Role(row.role),
        disabled=row.disabled,
        has_password=row.password_hash is not None,
        created=row.created,
    )
