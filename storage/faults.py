"""Where the errors of the drivers become words: the only place that knows their codes.

SQLite's result codes: https://www.sqlite.org/rescode.html. PostgreSQL's SQLSTATE:
https://www.postgresql.org/docs/current/errcodes-appendix.html.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from storage.errors import (
    DatabaseDamaged,
    DatabaseFull,
    DatabaseLocked,
    DatabaseReadOnly,
    DatabaseUnreachable,
    StorageError,
)

_LOCKED = (
    DatabaseLocked,
    "{at} is being written to by somebody else, who did not finish while we waited. "
    "Is a second copy of the bot, a backup or a database tool at work on it?",
)
_READ_ONLY = (
    DatabaseReadOnly,
    "{at} may be read but not written to. Give the account the bot runs as the right to write to it "
    "(for SQLite: to the file and to its directory).",
)
_FULL = (DatabaseFull, "There is no room left to write to {at}. Make room on its disk, or raise its limit.")
_CLOSED = (
    DatabaseUnreachable,
    "{at} cannot be opened. Does its directory exist, and may the bot read and write there?",
)
_DAMAGED = (
    DatabaseDamaged,
    "{at} is no SQLite database, or a damaged one. Move it away and restore a backup: ccgwatch db restore.",
)
_DISK = (StorageError, "The disk under {at} does not do what it should. Is it full, or failing?")
_SILENT = (
    DatabaseUnreachable,
    "The database server at {at} does not answer. Does it run, and is the address right?",
)
_NO_ENTRY = (DatabaseUnreachable, "The database server at {at} refuses the user or the password.")
_NO_NAME = (DatabaseUnreachable, "The database server at {at} has no database of that name. Create it first.")
_BUSY = (DatabaseUnreachable, "The database server at {at} takes no more connections just now.")

_Fault = tuple[type[StorageError], str]

_SQLITE: dict[int, _Fault] = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_CANTOPEN: _CLOSED,
    sqlite3.SQLITE_IOERR: _DISK,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
}

_POSTGRES: dict[str, _Fault] = {  # by SQLSTATE, or by its class (the first two characters)
    "53100": _FULL,
    "25006": _READ_ONLY,
    "42501": _READ_ONLY,
    "28": _NO_ENTRY,
    "3D": _NO_NAME,
    "08": _SILENT,
    "57P": _SILENT,
    "53300": _BUSY,
    "55P03": _LOCKED,
    "57014": _LOCKED,
    "40P01": _LOCKED,
}


def translate(error: BaseException, at: str) -> StorageError:
    """`error` of a driver or of SQLAlchemy in words; `at` is the address, without its password."""
    kind, words = _fault(error)
    return kind(words.format(at=at))


@contextmanager
def in_words(at: str) -> Iterator[None]:
    """Turn what the database raises in this block into a `StorageError`.

    Connecting fails with plain `OSError` where there is no server, so use this only around our
    own code: an `OSError` of a caller's would be taken for the database's.
    """
    try:
        yield
    except Exception as error:
        if is_fault(error):
            raise translate(error, at) from hidden(error)
        raise


def is_fault(error: BaseException) -> bool:
    """Whether a driver, SQLAlchemy or the network raised it, rather than our own mistake."""
    return isinstance(error, SQLAlchemyError | sqlite3.Error | OSError) or _of_asyncpg(error)


def hidden(error: BaseException) -> BaseException | None:
    """`error` as the cause to show in a traceback, or None where its text repeats stored values."""
    return None if isinstance(error, IntegrityError) else error


def _fault(error: BaseException) -> _Fault:
    if isinstance(error, PoolTimeout):
        return _LOCKED
    driver = error.orig if isinstance(error, DBAPIError) and error.orig else error
    code = getattr(driver, "sqlite_errorcode", None)
    if code is not None:
        # The lower byte is the kind; the rest says more of the same.
        return _SQLITE.get(code & 0xFF, _other(driver))
    state = getattr(driver, "sqlstate", None) or ""
    for length in (5, 3, 2):
        if state and state[:length] in _POSTGRES:
            return _POSTGRES[state[:length]]
    if isinstance(driver, OSError) or getattr(error, "connection_invalidated", _of_asyncpg(error)):
        return _SILENT
    return _other(driver)


def _of_asyncpg(error: BaseException) -> bool:
    # By its name: whoever uses SQLite need not import asyncpg.
    return type(error).__module__.partition(".")[0] == "asyncpg"


def _other(driver: BaseException) -> _Fault:
    # Its own text is left out: it may repeat values, which belong to people.
    return StorageError, "The database {at} refused what the bot asked of it (" + type(driver).__name__ + ")."
