"""``ccgwatch foi holidays``: a day proclaimed lately, for every campaign, and back."""

import asyncio
import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.cli.app import run_command_line
from commands.desk.cases import desk_of
from commands.desk.recording import record
from law.calendar import LAST_YEAR
from law.foi.regime import Regime
from law.foi.story import Event, Kind
from storage import campaigns, extra_holidays, foi_requests, foi_tasks, outbox, people
from storage.database import Database
from storage.foi_requests import NewRequest

DAY = f"{LAST_YEAR}-05-04"
MONDAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'ccgwatch.db'}"


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    for name in [name for name in os.environ if name.startswith("CCGWATCH_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)

    def line(*arguments: str) -> tuple[int, str, str]:
        code = run_command_line(["foi", "holidays", *arguments, "--state", str(tmp_path)])
        out = capsys.readouterr()
        return code, out.out, out.err

    return line


def test_added_listed_and_removed(run: Run):
    assert run() == (0, "No bank holidays were added to the packaged ones.\n", "")
    code, out, _ = run("add", DAY, "Day of thanks", "--parts", "ENG,wls")
    assert code == 0
    assert f"4 May {LAST_YEAR}, Day of thanks, counts as a bank holiday in England and Wales. No open" in out
    assert f"The way back: ccgwatch foi holidays remove {DAY}" in out
    assert run()[1] == f"{DAY}  ENG/WLS          typed in  Day of thanks\n"
    code, out, _ = run("remove", f"4 May {LAST_YEAR}")
    assert code == 0
    assert f'foi holidays add {DAY} "Day of thanks" --parts ENG,WLS' in out
    assert run()[1].startswith("No bank holidays")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("add", DAY, "A day", "--parts", "FRANCE"), "names no parts of the United Kingdom"),
        (("add", DAY, " "), "what the day is called"),
        (("add", "2026-12-25", "Christmas"), "no working day anyway: Christmas Day"),
        (("add", "2026-11-21", "A Saturday"), "no working day anyway: Saturday"),
        (("add", f"{LAST_YEAR + 1}-05-04", "Too far"), "are not known here"),
        (("add", "31/11/2026", "No day"), "30 days"),
        (("add", "4 May", "No year"), "is not one day"),
        (("remove", DAY), "Nobody added"),
    ],
)
def test_wrong_orders_change_nothing(run: Run, arguments: tuple[str, ...], words: str):
    code, out, err = run(*arguments)
    assert (code, out) == (1, "")
    assert words in err
    assert run()[1].startswith("No bank holidays")


def test_what_gov_uk_lists_is_shown_and_not_removed(run: Run, url: str):
    async def listed() -> None:
        database = await Database.open(url)
        async with database.write() as connection:
            day = date.fromisoformat(DAY)
            await extra_holidays.add(connection, None, day, "Thanks", ("SCT",), NOW, source="gov.uk")
        await database.close()

    asyncio.run(listed())
    assert run()[1] == f"{DAY}  SCT              gov.uk    Thanks\n"
    code, _, err = run("remove", DAY)
    assert code == 1
    assert "comes from gov.uk" in err and "[feeds.bank_holidays]" in err


def test_open_deadlines_move_at_once_and_whoever_has_them_is_told(run: Run, url: str):
    async def begin() -> None:
        database = await Database.open(url)
        async with database.write() as connection:
            campaign = await campaigns.ensure_campaign(connection, "discord", "server", "Save it", NOW)
            jo = await people.ensure_person(connection, "discord", "2", "Jo", NOW)
            new = NewRequest(
                campaign_id=campaign.id,
                body_code="QJK",
                body_name="NHS Devon ICB",
                icb="QJK",
                region="Y58",
                subject="x",
                regime=Regime.FOIA,
            )
            made = await foi_requests.add(connection, new, NOW)
            await foi_tasks.assign(connection, made.id, jo, jo, NOW)
            desk = await desk_of(connection, campaign.id)
            await record(connection, desk, made, Event(Kind.SENT, MONDAY), jo, NOW)
        await database.close()

    async def after() -> tuple[date | None, str]:
        database = await Database.open(url)
        async with database.read() as connection:
            request, row = await foi_requests.get(connection, 1), await outbox.get(connection, 1)
        await database.close()
        assert request and row
        return request.due_on, row.reason

    asyncio.run(begin())
    code, out, _ = run("add", "2026-11-18", "Day of thanks")
    assert code == 0
    assert "The date that counts moved for 1 request; whoever has them in hand is told." in out
    assert asyncio.run(after()) == (date(2026, 12, 2), "moved 2026-12-01 2026-12-02")
    assert "moved for 1 request" in run("remove", "2026-11-18")[1]
