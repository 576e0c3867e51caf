"""The two kinds of engine under a `storage.database.Database`, and how each is set."""

import os
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage import one_trip
from storage.address import Address
from storage.errors import DatabaseUnreachable

READERS = 4
"""SQLite connections that read at once; each is a thread and about 200 kB."""

POSTGRES_CONNECTIONS = 5

_EVERY = "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF;"
_READER = _EVERY + "PRAGMA query_only=ON;"
# A batch of new notices touches a dozen indexes, and the next one much the same pages of them.
_CHECKPOINT = "PRAGMA wal_autocheckpoint=4000;"  # 16 MB, as the cache
# Full: what somebody ordered and was told is done survives a power cut.
_WRITER = _EVERY + "PRAGMA journal_mode=WAL; PRAGMA secure_delete=ON; PRAGMA synchronous=FULL;"
_WRITER += _CHECKPOINT + "PRAGMA cache_size=-16000;"
# Normal: no waiting for the disk; a power cut may cost the last seconds, a crash of ours nothing.
_SWIFT = _EVERY + _CHECKPOINT + "PRAGMA synchronous=NORMAL;"


def sqlite(address: Address, patience: float) -> tuple[AsyncEngine, AsyncEngine, AsyncEngine]:
    """An engine to read with, one to write with, and one for `storage.swift`."""
    return (
        _sqlite(address, patience, _READER, "BEGIN", READERS),
        _sqlite(address, patience, _WRITER, "BEGIN IMMEDIATE", 1),
        _sqlite(address, patience, _SWIFT, "BEGIN IMMEDIATE", 1),
    )


def postgres(address: Address, patience: float) -> AsyncEngine:
    """An engine for both, whose connections are tried before use: servers restart."""
    return create_async_engine(
        address.url,
        hide_parameters=True,
        pool_size=POSTGRES_CONNECTIONS,
        max_overflow=POSTGRES_CONNECTIONS,
        pool_timeout=patience,
        pool_pre_ping=True,
        connect_args={
            "timeout": patience,
            "command_timeout": 60,
            "server_settings": {"application_name": "ccgwatch", "lock_timeout": f"{int(patience * 1000)}"},
        },
    )


def make_private_file(address: Address) -> None:
    """Make the SQLite file where there is none, for our own eyes: it tells who campaigns for what."""
    assert address.file is not None
    try:
        address.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(address.file, os.O_RDWR | os.O_CREAT, 0o600))
    except PermissionError:
        pass  # SQLite itself will say what it may not do
    except OSError as error:
        raise DatabaseUnreachable(f"{address.shown} cannot be opened: {error.strerror}.") from error


def _sqlite(address: Address, patience: float, settings: str, begin: str, connections: int) -> AsyncEngine:
    assert address.file is not None
    file = address.file.absolute()
    engine = create_async_engine(
        address.url,
        hide_parameters=True,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=patience,
        # Every connection is used in a transaction that we end ourselves.
        pool_reset_on_return=None,
        async_creator=lambda: one_trip.connect(file, patience),
    )

    @event.listens_for(engine.sync_engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        connection.run_async(lambda driver: driver.executescript(settings))

    @event.listens_for(engine.sync_engine, "begin")
    def begun(connection: Any) -> None:
        # Straight to the driver: one trip to its thread instead of three.
        try:
            connection.connection.run_async(lambda driver: driver.execute(begin))
        except BaseException as error:
            if not isinstance(error, Exception):  # cancelled: the thread may still begin
                connection.invalidate(error)
            raise

    return engine
