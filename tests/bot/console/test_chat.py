"""The prompt on a real terminal (a pseudo-terminal): history, numbers, colours, an orderly end."""

import contextlib
import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[3]


class Terminal:
    """``ccgwatch chat`` on a pseudo-terminal of 100 columns."""

    def __init__(self, state: Path, **variables: str) -> None:
        self.master, slave = pty.openpty()
        environment = {k: v for k, v in os.environ.items() if not k.startswith("CCGWATCH_")}
        environment |= {"TERM": "xterm-256color", "COLUMNS": "100", "LINES": "40"}
        # No test looks at anything outside this machine.
        environment |= {"CCGWATCH_FEEDS__ENABLED": "false"} | variables
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "--state", str(state), "chat"],
            stdin=slave, stdout=slave, stderr=slave, cwd=ROOT, env=environment, close_fds=True,
        )  # fmt: skip
        os.close(slave)
        self.seen = ""

    def type(self, text: str) -> None:
        os.write(self.master, text.encode())

    def until(self, words: str, patience: float = 20) -> str:
        """What is shown from now on, up to `words`."""
        end = time.monotonic() + patience
        while words not in self.seen:
            assert time.monotonic() < end, f"{words!r} not shown: {self.seen[-2000:]!r}"
            if select.select([self.master], [], [], 0.1)[0]:
                chunk = os.read(self.master, 65536).decode(errors="replace")
                if "\x1b[6n" in chunk:  # the prompt asks where the cursor is; a terminal answers
                    os.write(self.master, b"\x1b[1;1R")
                self.seen += chunk
        before, _, self.seen = self.seen.partition(words)
        return before + words

    def until_gone(self, patience: float = 20) -> None:
        """Read on until the program has ended, so that it never waits for somebody to look."""
        end = time.monotonic() + patience
        with contextlib.suppress(OSError):  # what Linux says once the other side is closed
            while time.monotonic() < end:
                if select.select([self.master], [], [], 0.1)[0]:
                    os.read(self.master, 65536)
        self.process.wait(patience)


def test_a_conversation(tmp_path):
    terminal = Terminal(tmp_path)
    try:
        terminal.until("ccgwatch>")
        terminal.type("!ccg Devon\r")
        shown = terminal.until("(ccg QJK)")
        assert "\x1b[1;36mWhich" in shown  # in colour, and no escape code shown as text
        assert "?[1" not in shown
        terminal.until("ccgwatch>")
        terminal.type("2\r")
        terminal.until("NHS Devon ICB (QJK)")
        terminal.until("ccgwatch>")
        terminal.type("\x04")
        terminal.until_gone()
        assert terminal.process.returncode == 0
    finally:
        terminal.process.kill()
        terminal.process.wait()
        os.close(terminal.master)
    assert "+!ccg Devon" in (tmp_path / "console-history").read_text()


def test_feeds_that_are_away_are_named_and_the_conversation_goes_on(tmp_path, unused_tcp_port):
    away = f"http://127.0.0.1:{unused_tcp_port}/"
    sources = ("FIND_A_TENDER", "CONTRACTS_FINDER", "ODS", "NHS_ENGLAND", "GOV_UK", "BANK_HOLIDAYS")
    variables = {f"CCGWATCH_FEEDS__{name}__URL": away for name in sources}
    variables |= {
        "CCGWATCH_FEEDS__ENABLED": "true",
        "CCGWATCH_FEEDS__ALLOW_PRIVATE": "true",
        "CCGWATCH_FEEDS__SPACING": "0",
    }
    terminal = Terminal(tmp_path, **variables)
    try:
        terminal.until("[Find a Tender: ", 60)
        terminal.until("]")
        terminal.type("!ccg 04Y\r")
        terminal.until("NHS Cannock Chase CCG (04Y)")
        terminal.until("ccgwatch>")
        terminal.type("\x04")
        terminal.until_gone()
        assert terminal.process.returncode == 0
    finally:
        terminal.process.kill()
        terminal.process.wait()
        os.close(terminal.master)
