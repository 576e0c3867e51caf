"""``ccgwatch feeds`` poll, ingest, backfill and status: real processes against the replayed feeds."""

import asyncio
import json
import os
import random
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot.cli.app import run_command_line
from law.calendar import LAST_YEAR
from storage import extra_holidays, sources
from storage.database import Database
from storage.sources import Setup
from storage.subscriptions import Kind
from tests.feeds.holiday_list import PATH, document, listed
from tests.feeds.making import Place, channels, later, tender
from tests.servers import replay
from tests.servers.replay import CF, FTS
from tests.servers.whatdotheyknow import Event, body_path, publish

ROOT = Path(__file__).resolve().parents[3]
SOURCES = ("find_a_tender", "contracts_finder", "ods", "nhs_england", "gov_uk", "bank_holidays")


def _holidays(*added: tuple[str, date, str]) -> dict[str, Any]:
    """A list of bank holidays that holds the present year, as long as the packaged ones do."""
    return listed(added, first=date(2024, 1, 1), last=date(LAST_YEAR, 12, 31))


class Machine:
    """A state folder, a configuration that points at the replayed feeds, and the command."""

    def __init__(self, folder: Path, site: replay.Replay, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys
        self.folder = folder
        self.site = site
        self.url = f"sqlite:///{folder / 'state' / 'ccgwatch.db'}"
        (folder / "state").mkdir()
        paths = dict(zip(SOURCES, (FTS, CF, replay.ORD, "/feed/", "/gov.atom", PATH), strict=True))
        tables = [f"[feeds.{name}]\nurl = '{site.address}{path}'\n" for name, path in paths.items()]
        (folder / "config.toml").write_text("[feeds]\nspacing = 0.0\n" + "\n".join(tables))

    async def start(
        self, *arguments: object, complaints: int = subprocess.PIPE
    ) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "feeds", *map(str, arguments)),
            *("--state", str(self.folder / "state"), "--config", str(self.folder / "config.toml")),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=complaints,
        )

    async def run(self, *arguments: object) -> tuple[int, str, str]:
        """The same in this process, in a thread, which is quicker to begin."""
        return await self._command("feeds", *arguments)

    async def ask(self, question: str) -> str:
        """The answer to ``ccgwatch ask``."""
        return (await self._command("ask", question))[1]

    async def _command(self, *arguments: object) -> tuple[int, str, str]:
        places = ("--state", str(self.folder / "state"), "--config", str(self.folder / "config.toml"))
        code = await asyncio.to_thread(run_command_line, [*map(str, arguments), *places])
        out = self.capsys.readouterr()
        return code, out.out, out.err


@pytest.fixture
async def machine(tmp_path, capsys, monkeypatch):
    for name in [name for name in os.environ if name.startswith("CCGWATCH_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")
    async with replay.serving(replay.Replay()) as site:
        site.documents["/feed/"] = site.documents["/gov.atom"] = (
            b"<rss version='2.0'><channel><title>News</title></channel></rss>",
            "application/rss+xml",
        )
        site.documents[PATH] = document(_holidays())
        yield Machine(tmp_path, site, capsys)
    structlog.reset_defaults()


@pytest.fixture
async def place(machine):
    database = await Database.open(machine.url)
    yield Place(database)
    await database.close()


def recent(number: int, minutes: int = 30, **changes):
    return tender(number, at=datetime.now(UTC) - timedelta(minutes=minutes), **changes)


async def test_poll_says_of_each_source_what_came(machine, place):
    await place.subscribe("midlands", region="Y60")
    machine.site.add(FTS, [recent(1)])
    code, out, complaints = await machine.run("poll")
    assert (code, complaints) == (0, "")
    assert {line.partition(":")[0] for line in out.splitlines()} == set(SOURCES)
    assert "find_a_tender: 1 new, 0 changed, 0 known; first fetch, nothing is posted" in out
    machine.site.add(FTS, [recent(2, 5)])
    machine.site.fault(CF, replay.refusal(500), replay.refusal(500))
    code, out, _ = await machine.run("poll")
    assert code == 1
    assert "find_a_tender: 1 new, 0 changed, 1 known, 1 to be posted" in out
    assert "contracts_finder: the site failed (500)" in out
    assert channels(await place.told()) == {"midlands"}
    code, out, _ = await machine.run("status", "--json")
    rows = {row["source"]: row for row in map(json.loads, out.splitlines())}
    assert code == 0
    assert rows["contracts_finder"]["failures"] == 1
    assert rows["contracts_finder"]["problem"] == "server-failed"
    assert rows["find_a_tender"]["settled"] and rows["find_a_tender"]["last_item"]
    code, out, _ = await machine.run("status")
    assert "contracts_finder: last look" in out and "failed 1 times: the site failed (500)" in out
    assert "To be posted: 1 now, 0 later; given up: 0." in out


async def test_poll_goes_on_when_the_network_is_away(machine):
    text = (machine.folder / "config.toml").read_text()
    (machine.folder / "config.toml").write_text(text.replace(machine.site.address, "http://127.0.0.1:1"))
    code, out, complaints = await machine.run("poll")
    assert code == 1
    assert out.count("the site cannot be reached") == len(SOURCES)
    assert "Traceback" not in complaints


async def test_poll_of_one_source_and_of_none_such(machine):
    code, out, _ = await machine.run("poll", "ods")
    assert (code, out) == (0, "ods: 0 new, 0 changed, 0 known\n")
    code, out, complaints = await machine.run("poll", "odd")
    assert (code, out) == (1, "")
    assert "no source called odd" in complaints and "contracts_finder" in complaints


async def test_poll_of_bank_holidays_keeps_what_is_new_for_everybody(machine, place):
    day = date(LAST_YEAR, 5, 4)
    assert await machine.run("poll", "bank_holidays") == (
        0,
        "bank_holidays: 0 new, 0 changed, 66 known; first fetch, nothing is posted\n",
        "",
    )
    machine.site.documents[PATH] = document(_holidays(("scotland", day, "Day of thanks")))
    code, out, _ = await machine.run("poll", "bank_holidays")
    assert (code, out) == (0, "bank_holidays: 1 new, 0 changed, 66 known\n")
    async with place.database.read() as connection:
        (kept,) = await extra_holidays.of_campaign(connection, None)
    assert (kept.day, kept.parts, kept.name) == (day, ("SCT",), "Day of thanks")


@pytest.mark.parametrize("contact", ["bot@example.org", ""])
async def test_poll_asks_whatdotheyknow_only_where_it_is_turned_on_and_says_who_asks(machine, place, contact):
    await place.subscribe("requests", filters={"sources": ("feed:devon",)})
    setup = Setup(
        name="feed:devon",
        kind="whatdotheyknow",
        url="https://www.whatdotheyknow.com/body/nhs_devon",
        title="WhatDoTheyKnow: NHS Devon ICB (QJK)",
        every_seconds=43_200,
        campaign_id=place.campaign,
    )
    async with place.database.write() as connection:
        await sources.ensure(connection, (setup,), datetime.now(UTC))
    path = machine.folder / "config.toml"
    on = f"[feeds.whatdotheyknow]\nenabled = true\nurl = '{machine.site.address}'\n"
    path.write_text(f"[bot]\ncontact = '{contact}'\n{path.read_text()}{on}")
    publish(machine.site, Event(1, "sent", datetime.now(UTC)), path=body_path())
    code, out, _ = await machine.run("poll", "feed:devon")
    if contact:
        assert (code, out) == (0, "feed:devon: 1 new, 0 changed, 0 known; first fetch, nothing is posted\n")
        assert machine.site.asked == [f"{body_path()}?event_type=sent"]
        assert contact in machine.site.agents[0]
    else:
        assert code == 1
        assert "turned off in the configuration" in out
        assert machine.site.asked == []


async def test_ingest_of_files(machine, place, tmp_path):
    await place.subscribe("midlands", region="Y60")
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "one.json").write_text(json.dumps({"releases": [tender(1), tender(2)]}))
    (folder / "two.jsonl").write_text(json.dumps(tender(3)) + "\n" + json.dumps(tender(4)) + "\n")
    (folder / "bad.json").write_text("garbage")
    code, out, complaints = await machine.run("ingest", folder)
    assert (code, out) == (1, "4 new, 0 changed, 0 known.\n")
    assert "bad.json" in complaints
    assert await place.told() == []
    (folder / "bad.json").write_text(
        json.dumps({"releases": [tender(5), tender(1, tender={"title": "New"})]})
    )
    code, out, complaints = await machine.run("ingest", folder / "bad.json", "--announce")
    assert (code, out, complaints) == (0, "1 new, 1 changed, 0 known, 2 posts to be made.\n", "")
    assert sorted(reason for _, _, reason in await place.told()) == ["changed", "new"]
    assert (await machine.run("ingest", folder / "bad.json", "--announce"))[1].startswith(
        "0 new, 0 changed, 2 known, 0"
    )


async def test_files_that_begin_with_the_newest_are_told_in_order(machine, place, tmp_path):
    await place.subscribe("midlands", region="Y60")
    first = tender(1)
    moved = later(first, 2, "tender", tender={"tenderPeriod": {"endDate": "2026-09-20T12:00:00+01:00"}})
    path = tmp_path / "package.json"
    path.write_text(json.dumps({"releases": [moved, first]}))  # as the site itself lists them
    assert (await machine.run("ingest", path, "--announce"))[0] == 0
    told = [(notice, reason) for _, notice, reason in await place.told()]
    assert told == [("000001-2026", "new"), ("000002-2026", "deadline-moved")]


AGENT = "NHS Arden and Greater East Midlands Commissioning Support Unit"


@pytest.mark.parametrize("undo", ["000001-2026", AGENT, f"“{AGENT.lower()}”"])
async def test_a_correction_taken_back_puts_notices_where_they_were(machine, tmp_path, undo):
    """Also where the place came from the notice's words, and for notices that came meanwhile."""
    words = {"title": "Wheelchairs", "description": "A service for NHS Devon Integrated Care Board."}
    path = tmp_path / "file.json"
    path.write_text(json.dumps({"releases": [tender(1, AGENT, tender=words)]}))
    await machine.run("ingest", path)
    before = await machine.ask("!why 000001-2026")
    assert "NHS Devon ICB (QJK)" in before and "the text names NHS Devon" in before
    assert "London" in await machine.ask("!route fix 000001-2026 London")
    path.write_text(json.dumps({"releases": [tender(2, AGENT, tender=words)]}))
    await machine.run("ingest", path)
    for number in (1, 2):
        corrected = await machine.ask(f"!why 00000{number}-2026")
        assert "Placed: London (Y56)" in corrected and "Corrected: by an organiser" in corrected
        assert "How sure" not in corrected
    assert f"!route undo {AGENT.lower()}" in await machine.ask("!route list")
    taken_back = await machine.ask(f"!route undo {undo}")
    assert "placed as before" in taken_back and "NHS Devon ICB (QJK)" in taken_back
    assert "2 stored notices moved back" in taken_back
    assert await machine.ask("!why 000001-2026") == before
    assert await machine.ask("!why 000002-2026") == before.replace("fix 1 ", "fix 2 ")


async def test_ingest_names_what_it_cannot_read(machine, tmp_path):
    path = tmp_path / "file.json"
    path.write_text(json.dumps({"releases": [tender(1), {"id": "000002-2026"}, 7]}))
    code, out, complaints = await machine.run("ingest", path)
    assert (code, out) == (1, "1 new, 0 changed, 0 known.\n")
    assert "000002-2026" in complaints and "release 3" in complaints


async def test_ingest_names_the_file_of_what_it_cannot_read_though_files_are_stored_together(
    machine, tmp_path
):
    for number, name in enumerate(("first", "middle", "last"), 1):
        broken = [{"id": f"00000{number}-2026"}] if name == "middle" else []
        (tmp_path / f"{number}-{name}.json").write_text(
            json.dumps({"releases": [tender(10 + number), *broken]})
        )
    code, out, complaints = await machine.run("ingest", tmp_path)
    assert (code, out) == (1, "3 new, 0 changed, 0 known.\n")
    assert f"{tmp_path / '2-middle.json'}: " in complaints and "000002-2026" in complaints
    assert "first" not in complaints and "last" not in complaints


async def test_backfill_stores_and_posts_nothing(machine, place):
    await place.subscribe("midlands", region="Y60")
    start = datetime(2026, 8, 1, 9, 5, tzinfo=UTC)
    machine.site.add(FTS, [tender(n, at=start + timedelta(hours=n)) for n in range(60)])
    code, out, complaints = await machine.run(
        "backfill", "find_a_tender", "--from", "2026-08-01", "--to", "2026-08-03"
    )
    assert (code, out, complaints) == (0, "60 new, 0 changed, 0 known.\n", "")
    assert await place.told() == []


@pytest.mark.parametrize("many", [20, 1200])
async def test_a_terminal_shows_how_far_it_is(machine, tmp_path, many):
    releases = [tender(n, at=datetime(2026, 8, 1, 9, 5, tzinfo=UTC)) for n in range(many)]
    machine.site.add(FTS, releases[:20])
    (tmp_path / "file.jsonl").write_text("\n".join(json.dumps(each) for each in releases))
    for order in (
        ("backfill", "find_a_tender", "--from", "2026-08-01", "--to", "2026-08-03"),
        ("ingest", tmp_path / "file.jsonl"),
    ):
        ours, theirs = os.openpty()
        process = await machine.start(*order, complaints=theirs)
        os.close(theirs)
        shown = await asyncio.to_thread(_seen, ours)
        await process.communicate()
        assert process.returncode == 0
        assert "100%" in shown
        assert ("20 notices" if order[0] == "backfill" else f"{many:,} stored") in shown


def _seen(terminal: int) -> str:
    """All that a terminal shows until its last writer ends."""
    seen = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # what Linux says where nobody writes any more
            piece = b""
        if not piece:
            os.close(terminal)
            return seen.decode()
        seen += piece


async def test_backfill_goes_on_from_where_it_was_killed(machine, place):
    start = datetime(2026, 8, 1, 0, 5, tzinfo=UTC)
    machine.site.add(FTS, [tender(n, at=start + timedelta(hours=n)) for n in range(1, 160)])
    reached = asyncio.Event()
    asked = 0

    async def slow(request):
        nonlocal asked
        asked += 1
        if asked == 12:
            reached.set()
            await asyncio.sleep(60)
        return machine.site._fts(request)

    machine.site.fault(FTS, *[slow] * 12)
    order = ("backfill", "find_a_tender", "--from", "2026-08-01", "--to", "2026-08-08")
    process = await machine.start(*order)
    await reached.wait()
    process.kill()
    await process.communicate()
    machine.site.faults.clear()
    machine.site.asked.clear()
    code, out, _ = await machine.run(*order)
    assert code == 0
    assert len(machine.site.queries(FTS)) < 22  # of 33 windows, those before were not read again
    code, out, _ = await machine.run(*order)
    assert out == "0 new, 0 changed, 159 known.\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("ods", "--from", "2026-01-01"), "only find_a_tender and contracts_finder"),
        (("find_a_tender", "--from", "yesterday"), "2026-01-31"),
        (("find_a_tender", "--from", "2999-01-01"), "nothing between"),
    ],
)
async def test_backfills_that_make_no_sense(machine, arguments, words):
    code, _, complaints = await machine.run("backfill", *arguments)
    assert code == 1
    assert words in complaints
    assert "Traceback" not in complaints


async def test_backfill_that_cannot_go_on_says_how_to(machine):
    machine.site.fault(FTS, replay.refusal(404))
    code, _, complaints = await machine.run(
        "backfill", "find_a_tender", "--from", "2026-08-01", "--to", "2026-08-02"
    )
    assert code == 1
    assert "Start it alike again" in complaints


async def test_killed_at_random_moments_each_channel_hears_once(machine, place, tmp_path):
    """kill -9 while files are ingested: at the end each notice is announced exactly once to each channel."""
    for name, region in (("midlands", "Y60"), ("england", None)):
        await place.subscribe(name, kind=Kind.TENDERS, region=region)
    path = tmp_path / "file.jsonl"
    path.write_text("".join(json.dumps(tender(number)) + "\n" for number in range(1, 1501)))
    for _ in range(3):
        process = await machine.start("ingest", path, "--announce")
        try:
            await asyncio.wait_for(process.wait(), random.uniform(0.4, 3.0))
        except TimeoutError:
            process.kill()
        await process.communicate()
    code, _, _ = await machine.run("ingest", path, "--announce")
    assert code == 0
    async with place.database.read() as connection:
        from sqlalchemy import text

        rows = (
            await connection.execute(
                text("SELECT channel, count(*), count(DISTINCT subject_id) FROM outbox GROUP BY channel")
            )
        ).all()
        stored = (await connection.execute(text("SELECT count(*) FROM notices"))).scalar()
    assert stored == 1500
    assert sorted(tuple(row) for row in rows) == [("england", 1500, 1500), ("midlands", 1500, 1500)]
