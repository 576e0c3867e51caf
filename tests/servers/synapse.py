"""The real Matrix homeserver for tests: Synapse on 127.0.0.1 with SQLite in a temporary directory.

Synapse lives in an environment of its own (``.venv-synapse``, or ``CCGWATCH_SYNAPSE_VENV``); it is
a test tool, never a dependency. One server is shared by the whole test run, xdist workers
included; tests keep apart by making their own users and rooms (`unique`).
"""

import asyncio
import base64
import fcntl
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.servers.guard import let_go

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0  # seconds to come up; a quiet machine needs 4 to 8
GENEROUS = {"per_second": 10_000, "burst_count": 10_000}


class SynapseProblem(AssertionError):
    """Synapse is not installed or does not start; the message says what to do."""


def interpreter() -> Path:
    """The Python that has Synapse."""
    home = Path(os.environ.get("CCGWATCH_SYNAPSE_VENV", ROOT / ".venv-synapse"))
    python = home / "bin" / "python"
    if not python.exists():
        raise SynapseProblem(
            f"No Matrix homeserver for the tests: {home} is missing. Make it with: ./run.sh install"
        )
    return python


def unique(stem: str) -> str:
    """A name nobody else in this run uses."""
    return f"{stem}-{secrets.token_hex(4)}"


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on.

    It is below the range that systems give to clients, so that no connection of a test can take
    it while the server starts, or while it is stopped to play an outage.
    """
    while True:
        port = 18_000 + secrets.randbelow(14_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


def _settings(home: Path, port: int, overrides: Mapping[str, Any]) -> dict[str, Any]:
    """A homeserver.yaml (JSON is YAML): open registration, cheap passwords, no rate limits."""
    return {
        "server_name": "test.local",
        "report_stats": False,
        "pid_file": str(home / "homeserver.pid"),
        "signing_key_path": str(home / "signing.key"),
        "log_config": str(home / "log.yaml"),
        "media_store_path": str(home / "media"),
        "macaroon_secret_key": "tests only",
        "form_secret": "tests only",
        "trusted_key_servers": [],
        "suppress_key_server_warning": True,
        "enable_registration": True,
        "enable_registration_without_verification": True,
        "bcrypt_rounds": 4,
        "presence": {"enabled": False},
        "listeners": [
            {
                "port": port,
                "bind_addresses": ["127.0.0.1"],
                "type": "http",
                "resources": [{"names": ["client"]}],
            }
        ],
        "database": {"name": "sqlite3", "args": {"database": str(home / "homeserver.db")}},
        "rc_message": GENEROUS,
        "rc_registration": GENEROUS,
        "rc_login": {"address": GENEROUS, "account": GENEROUS, "failed_attempts": GENEROUS},
        "rc_joins": {"local": GENEROUS, "remote": GENEROUS},
        "rc_joins_per_room": GENEROUS,
        "rc_invites": {"per_room": GENEROUS, "per_user": GENEROUS, "per_issuer": GENEROUS},
        "rc_room_creation": GENEROUS,
        "rc_media_create": GENEROUS,
        **overrides,
    }


LOGGING = """\
version: 1
formatters: {plain: {format: '%(asctime)s %(name)s %(levelname)s %(message)s'}}
handlers: {file: {class: logging.FileHandler, formatter: plain, filename: FILE}}
root: {level: WARNING, handlers: [file]}
disable_existing_loggers: false
"""


@dataclass
class Synapse:
    """One homeserver. `start` and `stop` keep its data, so that an outage can be played."""

    home: Path
    port: int
    owner: int
    _guard: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    @classmethod
    def prepare(cls, *, owner: int | None = None, **overrides: Any) -> "Synapse":
        """A homeserver with its files, not yet running; `overrides` are homeserver.yaml keys."""
        interpreter()
        home = Path(tempfile.mkdtemp(prefix="ccgwatch-synapse-"))
        port = free_port()
        key = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        (home / "signing.key").write_text(f"ed25519 a_test {key}\n")
        (home / "log.yaml").write_text(LOGGING.replace("FILE", str(home / "synapse.log")))
        (home / "homeserver.yaml").write_text(json.dumps(_settings(home, port, overrides)))
        return cls(home, port, owner or os.getpid())

    @property
    def url(self) -> str:
        """Where clients connect."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def name(self) -> str:
        """The part after the colon in user ids."""
        return "test.local"

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [str(interpreter()), "-m", "synapse.app.homeserver", "-c", f"{self.home}/homeserver.yaml"]
        guard = [sys.executable, str(Path(__file__).with_name("guard.py")), str(self.owner), str(self.home)]
        with (self.home / "output.log").open("ab") as output:
            self._guard = subprocess.Popen(
                guard + command,
                cwd=self.home,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE
        while not self.up():
            if self._guard.poll() is not None or time.monotonic() > deadline:
                self.stop()
                words = (self.home / "output.log").read_text(errors="replace")[-2000:]
                raise SynapseProblem(f"Synapse did not start:\n{words}")
            time.sleep(0.1)

    def up(self) -> bool:
        """Whether it answers just now."""
        try:
            with urllib.request.urlopen(f"{self.url}/_matrix/client/versions", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def stop(self) -> None:
        """Stop it, keeping its data."""
        if self._guard is not None:
            self._guard.terminate()
            self._guard.wait()
            self._guard = None

    def leave(self) -> None:
        """Let it run on without us, until its owner ends."""
        if self._guard is not None:
            let_go(self._guard)
            self._guard = None

    def discard(self) -> None:
        """Stop it and remove its data."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    async def register(self, name: str, password: str = "correct horse") -> str:
        """Make an account; returns its user id. Its first device is logged out again."""

        def ask() -> str:
            data = {"username": name, "password": password, "inhibit_login": True}
            data["auth"] = {"type": "m.login.dummy"}  # type: ignore[assignment]
            request = urllib.request.Request(
                f"{self.url}/_matrix/client/v3/register",
                json.dumps(data).encode(),
                {"Content-Type": "application/json"},
            )
            with urllib.request.urlopen(request, timeout=30) as answer:
                user: str = json.load(answer)["user_id"]
                return user

        return await asyncio.to_thread(ask)


def shared(directory: Path, run: str, owner: int) -> Synapse:
    """The one server of this test run: the first worker that comes starts it, the others find it.

    `directory` is common to all workers; `owner` is the process whose end ends the server (the
    xdist controller, or pytest itself), so there is nothing to clean up, even after a kill.
    """
    note = directory / f"synapse-{run}.json"
    with (directory / f"synapse-{run}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if note.exists():
            known = json.loads(note.read_text())
            return Synapse(Path(known["home"]), known["port"], owner)
        server = Synapse.prepare(owner=owner)
        server.start()
        server.leave()
        note.write_text(json.dumps({"home": str(server.home), "port": server.port}))
        return server
