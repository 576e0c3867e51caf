"""The state directory after a process was killed."""

import asyncio
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from bot.matrix.state import Session, StateDirectory

KILLED = """
import os, signal, sqlite3, sys
store = sqlite3.connect(sys.argv[1], isolation_level=None)
store.execute("PRAGMA cache_size = 1")  # so that the pages go to the file before the commit
store.execute("BEGIN")
store.executemany("INSERT INTO keys VALUES (?)", [("x" * 1000,)] * 100)
store.execute("DELETE FROM accounts")
os.kill(os.getpid(), signal.SIGKILL)
"""


async def test_a_store_killed_in_the_middle_of_writing_is_still_this_devices(tmp_path: Path) -> None:
    directory = StateDirectory(tmp_path)
    directory.open()
    store = directory.path / StateDirectory.STORE
    with closing(sqlite3.connect(store)) as database:
        database.execute("CREATE TABLE accounts (user_id, device_id)")
        database.execute("CREATE TABLE keys (key)")
        database.execute("INSERT INTO accounts VALUES ('@bot:test.local', 'DEVICE')")
        database.commit()
    session = Session("http://127.0.0.1", "@bot:test.local", "DEVICE", "token")
    kept = directory.keep_session(session, store_made=True)
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", KILLED, str(store))
    await process.wait()
    assert store.with_name(f"{store.name}-journal").exists()
    assert directory.session() == kept
    directory.close()
