"""``ccgwatch outbox``: what was given up is seen, and tried again."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli.app import run_command_line
from storage import outbox
from storage.database import Database
from storage.outbox import NewRow

NOW = datetime.now(UTC)


async def given_up(url: str) -> None:
    """Two rows that were given up, and one that waits."""
    database = await Database.open(url)
    rows = [
        NewRow(key=str(n), subject_kind="event", subject_id=n, reason="new", platform="discord", channel=f"c{n}", not_before=NOW)
        for n in range(3)
    ]  # fmt: skip
    async with database.write() as connection:
        await outbox.put_many(connection, rows[:2], NOW)
        some = await outbox.claim(connection, "h", NOW, NOW, 10, ["discord"])
        await outbox.dead(connection, [each.id for each in some], "h", "The bot may not post there.")
        await outbox.put_many(connection, rows, NOW)
    await database.close()


def test_what_was_given_up_is_shown_and_revived(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(given_up(f"sqlite:///{tmp_path / 'ccgwatch.db'}"))

    def run(*arguments: str) -> str:
        assert run_command_line(["outbox", *arguments, "--state", str(tmp_path)]) == 0
        return capsys.readouterr().out

    shown = run("show").splitlines()
    assert shown[0] == "1 due, 0 being sent, 0 for later, 2 given up."
    assert "discord c1  The bot may not post there." in shown[1]
    assert [json.loads(each)["number"] for each in run("show", "--json").splitlines()] == [2, 1]
    assert run("revive", "2") == "1 to be tried again.\n"
    assert run("revive") == "1 to be tried again.\n"
    assert run("show").startswith("3 due, 0 being sent, 0 for later, 0 given up.")
