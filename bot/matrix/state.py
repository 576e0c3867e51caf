"""The state directory: session, encryption store and cross-signing keys, which only work together.

A device's keys live both here and on the homeserver. With the session but without the store the
bot could read nothing ever again, and with an old store it would confuse its partners; so a
folder whose parts do not belong together is refused with words that say what to do.
"""

import fcntl
import json
import os
import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, TextIO

from bot.errors import ConfigurationProblem

REMEDY = (
    "The files in {folder} belong together. Either restore the whole folder from one backup, or move it "
    "away and start again: the bot then signs in as a new device, and cannot read what was written in "
    "encrypted rooms before."
)


@dataclass(frozen=True, slots=True)
class Session:
    """One signed-in device. `store_made` says that its encryption keys exist in the store."""

    homeserver: str
    user_id: str
    device_id: str
    access_token: str = field(repr=False)
    store_made: bool = False


class StateDirectory:
    """The folder ``matrix`` in the state directory; `close` gives it free for another process."""

    def __init__(self, state: Path) -> None:
        self.path = state / "matrix"
        self._lock: TextIO | None = None

    STORE = "crypto.db"

    def open(self) -> None:
        """Make the folder and claim it. Raises `ConfigurationProblem` when another process has it."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = (self.path / "lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.close()
            raise ConfigurationProblem(
                f"Another process is using {self.path}. Two bots cannot share one Matrix device; stop the "
                "other one, or give this one a state directory and an account of its own."
            ) from None

    def close(self) -> None:
        """Give the folder free."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def session(self) -> Session | None:
        """Read the saved session and make sure that its store is there too.

        Raises `ConfigurationProblem` when the folder is not one whole.
        """
        saved = self.read("session.json")
        store = self.path / self.STORE
        if saved is None:
            if store.exists():
                raise self.broken("session.json is missing, but the encryption store is there")
            return None
        try:
            session = Session(**saved)
        except TypeError:
            raise self.broken("session.json does not hold a session") from None
        if session.store_made and not self._holds_account(session):
            raise self.broken(
                f"the encryption store of device {session.device_id} is missing or belongs to another device"
            )
        return session

    def keep_session(self, session: Session, *, store_made: bool) -> Session:
        """Save `session`; `store_made` once its store exists."""
        session = replace(session, store_made=store_made)
        self.write("session.json", asdict(session))
        return session

    def read(self, name: str) -> dict[str, Any] | None:
        """A saved JSON object, or None. Raises `ConfigurationProblem` when it cannot be read."""
        try:
            found = json.loads((self.path / name).read_text("utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            raise self.broken(f"{name} cannot be read") from None
        if not isinstance(found, dict):
            raise self.broken(f"{name} cannot be read")
        return found

    def write(self, name: str, value: dict[str, Any]) -> None:
        """Save a JSON object so that a crash leaves either the old or the new one, for the owner only."""
        passing = self.path / f"{name}.new"
        handle = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(value, file)
            file.flush()
            os.fsync(file.fileno())
        passing.replace(self.path / name)

    def broken(self, what: str) -> ConfigurationProblem:
        """Say `what` does not fit and what to do about it."""
        return ConfigurationProblem(f"Matrix: {what}. {REMEDY.format(folder=self.path)}")

    def _holds_account(self, session: Session) -> bool:
        store = self.path / self.STORE
        if not store.exists():
            return False
        query = "select count(*) from accounts where user_id = ? and device_id = ?"
        try:
            # To write, too: a process that was killed leaves a journal that must first be rolled back.
            with closing(sqlite3.connect(f"{store.absolute().as_uri()}?mode=rw", uri=True)) as database:
                found = database.execute(query, (session.user_id, session.device_id)).fetchone()
        except sqlite3.Error:
            return False
        return bool(found and found[0])
