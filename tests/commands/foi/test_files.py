"""`export` and `calendar`: what goes out as a file, and what a calendar says."""

import csv
import io
import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from icalendar import Calendar

import register
import storage
from bot.console.chat import Conversation
from commands.core.reply import Attachment, Link, Reply, Text
from commands.desk.files.address import token_hash
from commands.desk.files.reading import BadRow, Planned, UnreadableTable, read_table
from commands.desk.files.table import COLUMNS, GIVEN, example
from law.foi.story import Kind, Result
from tests.commands.foi.conftest import DeskTalk, Make

TODAY = date(2026, 11, 27)


def attached(reply: Reply) -> Attachment:
    """The one file of a reply."""
    [file] = [block for block in reply.blocks if isinstance(block, Attachment)]
    return file


def entries(file: Attachment) -> dict[str, dict[str, str]]:
    """The entries of a calendar by their uid."""
    found = Calendar.from_ical(file.data).walk("VEVENT")
    return {str(each["uid"]): {name: str(each.get(name)) for name in each} | {"day": each.decoded("dtstart")} for each in found}  # fmt: skip


async def test_a_table_holds_what_was_recorded_and_what_follows(desk: DeskTalk, make: Make) -> None:
    await make("QNC", "tender plans, all of them")
    await desk.said("foi sent 1 2 November 2026", TODAY)
    file = attached(await desk("export"))
    [row] = csv.DictReader(io.StringIO(file.data.decode("utf-8-sig")))
    assert tuple(row) == COLUMNS
    assert (row["body_code"], row["subject"]) == ("QNC", "tender plans, all of them")
    assert (row["sent"], row["due"], row["stage"], row["assignee"]) == (
        "2026-11-02",
        "2026-12-01",
        "waiting",
        "you",
    )
    assert "St Andrew's Day" in row["working"]
    [same] = json.loads(attached(await desk("export json")).data)
    assert (same["number"], same["due"], same["answered"]) == (1, "2026-12-01", None)


async def test_what_a_spreadsheet_would_run_is_text(desk: DeskTalk, make: Make) -> None:
    await make("QNC", '=HYPERLINK("https://example.org")')
    file = attached(await desk("export"))
    assert "'=HYPERLINK" in file.data.decode("utf-8-sig")


async def test_a_table_can_be_read_again(desk: DeskTalk, make: Make) -> None:
    await make("QNC", "tender plans")
    await desk.said("foi sent 1 2 November 2026", TODAY)
    await desk.said("foi received 1 3 November 2026", TODAY)
    await desk.said("foi answered 1 part 20 November 2026 s43", TODAY)
    [row] = read_table(attached(await desk("export")).data, register.load(), TODAY)
    assert isinstance(row, Planned)
    assert (row.body.code, row.subject) == ("QNC", "tender plans")
    assert [(each.kind, each.on) for each in row.events] == [
        (Kind.SENT, date(2026, 11, 2)),
        (Kind.DELIVERED, date(2026, 11, 3)),
        (Kind.ANSWERED, date(2026, 11, 20)),
    ]
    assert row.events[2].result is Result.PART


def test_the_example_table_is_a_good_one() -> None:
    [row] = read_table(example().encode(), register.load(), TODAY)
    assert isinstance(row, Planned)
    assert tuple(next(csv.reader(io.StringIO(example())))) == GIVEN


async def test_a_calendar_has_each_deadline_on_its_day(desk: DeskTalk, make: Make) -> None:
    await make("QNC")
    await desk.said("foi sent 1 2 November 2026", TODAY)
    [(uid, entry)] = entries(attached(await desk("calendar"))).items()
    assert uid == "foi-1-answer@ccgwatch"
    assert entry["day"] == date(2026, 12, 1)
    assert entry["STATUS"] == "CONFIRMED"
    assert "the 20th working day after it is Tuesday 1 December 2026" in entry["DESCRIPTION"]
    assert "legislation.gov.uk" in entry["DESCRIPTION"]


async def test_a_deadline_that_moves_keeps_its_entry(desk: DeskTalk, make: Make) -> None:
    await make("QNC")
    await desk.said("foi sent 1 2 November 2026", TODAY)
    [before] = entries(attached(await desk("calendar"))).values()
    await desk.said("foi received 1 3 November 2026", TODAY)
    [after] = entries(attached(await desk("calendar"))).values()
    assert (before["UID"], before["day"]) == (after["UID"], date(2026, 12, 1))
    assert after["day"] == date(2026, 12, 2)
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])


async def test_what_is_closed_is_cancelled_for_a_while(desk: DeskTalk, make: Make) -> None:
    await make("QNC")
    await desk.said("foi sent 1 2 November 2026", TODAY)
    await desk.said("foi withdraw 1", TODAY)
    closed = entries(attached(await desk("calendar")))
    assert closed["foi-1-answer@ccgwatch"]["STATUS"] == "CANCELLED"
    assert not entries(attached(await desk("calendar", TODAY + timedelta(days=61))))


async def test_a_secret_address_is_shown_once_kept_as_a_hash_and_revoked(desk: DeskTalk, make: Make) -> None:
    await make("QNC")
    assert "shows no calendars on the web" in await desk.refused("calendar mine address")
    there = DeskTalk(
        Conversation(replace(desk.services, web="https://bot.example.org/")), desk.services, desk.day
    )
    reply = await there("calendar mine address")
    [link] = [span.url for block in reply.blocks if isinstance(block, Text) for span in block.line if isinstance(span, Link)]  # fmt: skip
    token = link.removeprefix("https://bot.example.org/calendar/").removesuffix(".ics")
    assert reply.private
    assert len(token) >= 43
    database = await desk.services.database()
    async with database.read() as connection:
        found = await storage.calendar_addresses.find(connection, token_hash(token))
        assert found is not None
        assert found.person_id is not None
        assert await storage.calendar_addresses.find(connection, token) is None
    assert "1 address closed" in await there.said("calendar mine revoke")
    assert "no address" in await there.said("calendar mine revoke")
    async with database.read() as connection:
        assert await storage.calendar_addresses.find(connection, token_hash(token)) is None


async def test_addresses_of_one_calendar_are_few(desk: DeskTalk, make: Make) -> None:
    await make("QNC")
    there = DeskTalk(
        Conversation(replace(desk.services, web="https://bot.example.org")), desk.services, desk.day
    )
    for _ in range(5):
        await there.said("calendar team address")
    assert "calendar team revoke" in await there.refused("calendar team address")


HEAD = "Authority,Title,Date sent,Outcome,Date answered,Link\n"


def bad(line: str) -> str:
    """Why a row is bad."""
    [row] = read_table((HEAD + line).encode(), register.load(), TODAY)
    assert isinstance(row, BadRow), row
    assert row.row == 2
    return str(row)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        (
            "QNC,Plans,31/11/2026,,,",
            "row 2, sent: “31/11/2026” is no date I can read. November 2026 has only 30 days",
        ),
        ("QNC,Plans,2026,,,", "row 2, sent: “2026” is no date I can read. It names no single day."),
        ("QNC,Plans,2/12/2026,,,", "in the future"),
        ("QNC,Plans,2/11/2026,full,1/11/2026,", "row 2, answered: Sunday 1 November 2026 is before"),
        ("QNC,Plans,2/11/2026,full,,", "the result is given, but not the day"),
        (
            "QNC,Plans,2/11/2026,maybe,9/11/2026,",
            "row 2, result: “maybe” is not one of full, part, refused, notheld",
        ),
        ("QNC,,2/11/2026,,,", "row 2, subject:"),
        (f"QNC,{'x' * 201},2/11/2026,,,", "row 2, subject:"),
        ("Narnia Hospitals,Plans,2/11/2026,,,", "row 2, body: “Narnia Hospitals” is no body I know"),
        (",Plans,2/11/2026,,,", "row 2, body: the body's name or code is missing"),
        ("QNC,Plans,2/11/2026,,,javascript:alert(1)", "row 2, url:"),
    ],
)
def test_a_bad_row_is_named_with_its_column_and_what_is_wrong(line: str, wrong: str) -> None:
    assert wrong in bad(line)


@pytest.mark.parametrize("day", ["2/11/2026", "2026-11-02", "02-Nov-26", "2 November 2026", "02/11/2026 09:13", "2026-11-02T00:00:00"])  # fmt: skip
def test_dates_are_read_as_spreadsheets_write_them(day: str) -> None:
    [row] = read_table((HEAD + f"QNC,Plans,{day},,,").encode(), register.load(), TODAY)
    assert isinstance(row, Planned)
    assert row.events[0].on == date(2026, 11, 2)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"PK\x03\x04rest", "workbook"),
        (b"\0\1\2", "no text"),
        (b"name,colour\nx,y\n", "I miss body (or body_code), subject, sent. Found: name, colour"),
        (b"x" * 5_000_001, "more than 5 MB"),
        (b'body,subject,sent\n"' + b"x" * 200_000, "cannot be read"),
    ],
)
def test_what_is_no_table_is_refused_whole(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableTable) as refusal:
        list(read_table(data, register.load(), TODAY))
    assert why in str(refusal.value)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_come_as_spreadsheets_write_them(codec: str, delimiter: str) -> None:
    text = (
        delimiter.join(("Body", "Subject", "Sent"))
        + "\r\n"
        + delimiter.join(("QNC", "Café plans", "02/11/2026"))
    )
    [row] = read_table(text.encode(codec), register.load(), TODAY)
    assert isinstance(row, Planned)
    assert row.subject == "Café plans"
