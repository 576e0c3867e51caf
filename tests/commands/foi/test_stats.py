"""The figures of a campaign: by region and body, in a table, a chart and a file."""

import csv
import io
from datetime import date

import pytest

from commands.cards.foi_figures import Tally, tally
from commands.core.reply import Attachment, Outcome, Picture, Table
from storage.foi_listing import Figure
from tests.commands.foi.team import ANN, JO, team

__all__ = ["team"]

SENT, LATER = date(2026, 3, 2), date(2026, 4, 20)


@pytest.fixture
async def answered(desk, make):
    """Six requests: one answered in time, one late, one refused late, one waits, one waits late, one draft."""
    for code in ("QNC", "QNC", "QJK", "QJK", "RJE", "QNC"):
        await make(code)
    for number in (1, 2, 3, 5):
        await desk.said(f"foi sent {number}", SENT)
    await desk.said("foi answered 1 full", date(2026, 3, 20))
    await desk.said("foi answered 2 part", LATER)
    await desk.said("foi answered 3 refused", LATER)
    await desk.said("foi sent 4", LATER)


def table(reply) -> dict[str, tuple[str, ...]]:
    (found,) = [block for block in reply.blocks if isinstance(block, Table)]
    return {row[0]: row[1:] for row in found.rows}


async def test_by_region(desk, answered):
    reply = await desk("foi stats", LATER)
    rows = table(reply)
    # sent, in time, late, not due yet, ended; full, part, refused, not held
    assert rows["Midlands (Y60)"] == ("3", "1", "2", "0", "0", "1", "1", "0", "0")
    assert rows["South West (Y58)"] == ("2", "0", "1", "1", "0", "0", "0", "1", "0")
    assert rows["All"] == ("5", "1", "3", "1", "0", "1", "1", "1", "0")
    assert "5 requests sent, 1 not yet" in reply.plain()
    (picture,) = [block for block in reply.blocks if isinstance(block, Picture)]
    assert "Midlands (Y60): 3 sent, 1 answered in time, 2 late" in picture.alt


async def test_by_body_and_of_one(desk, answered):
    assert table(await desk("foi stats body"))["NHS Devon ICB (QJK)"][:4] == ("2", "0", "1", "1")
    one = table(await desk("foi stats QJK"))
    assert list(one) == ["NHS Devon ICB (QJK)", "All"]
    assert "NHS Devon ICB (QJK)" not in table(await desk("foi stats Midlands"))
    assert (await desk("foi stats Atlantis")).outcome is Outcome.NOT_UNDERSTOOD


async def test_as_a_file(desk, answered):
    reply = await desk("foi stats --csv")
    (file,) = [block for block in reply.blocks if isinstance(block, Attachment)]
    rows = list(csv.DictReader(io.StringIO(file.data.decode("utf-8-sig"))))
    assert {row["body"]: (row["sent"], row["late"], row["drafts"]) for row in rows} == {
        "NHS Staffordshire and Stoke-on-Trent ICB (QNC)": ("2", "1", "1"),
        "NHS Devon ICB (QJK)": ("2", "1", "0"),
        "University Hospitals of North Midlands NHS Trust (RJE)": ("1", "1", "0"),
    }


async def test_nothing_yet(desk, make):
    await make()
    assert "No request has been sent yet; 1 is a draft." in await desk.said("foi stats")


async def test_only_ones_own_campaigns(team):
    await team.said(ANN, "foi sent 1 3 November")
    assert "1 request sent" in await team.said(ANN, "foi stats", space=None)
    for who, space in ((JO, None), (ANN, "elsewhere")):
        assert "No request has been sent yet" in await team.said(who, "foi stats", space=space)


def figure(**given) -> Figure:
    usual = {"body_code": "A", "body_name": "A", "region": None, "stage": "waiting", "open": True}
    return Figure(**(usual | {"result": None, "late": False, "n": 1} | given))


@pytest.mark.parametrize(
    ("given", "counts"),
    [
        ({}, {"not_due"}),
        ({"late": True}, {"late"}),
        ({"stage": "draft"}, {"drafts"}),
        ({"stage": "answered", "result": "full"}, {"in_time", "full"}),
        ({"stage": "review", "result": "refused", "late": True}, {"late", "refused"}),
        ({"stage": "withdrawn", "open": False}, {"ended"}),
        ({"stage": "closed", "open": False, "result": "notheld"}, {"in_time", "notheld"}),
    ],
)
def test_each_request_counts_once(given, counts):
    found = tally("x", [figure(n=3, **given)])
    assert found == Tally("x", **dict.fromkeys(counts, 3))
    assert found.sent == (0 if "drafts" in counts else 3)
