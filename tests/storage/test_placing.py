"""A buyer's stored notices put in another place, on both databases."""

from dataclasses import replace

from storage import notices, outbox_upkeep, placing
from storage.notice_doc import NoticeDoc, buyer_key
from storage.notices import NewNotice
from tests.storage.conftest import NOW

NAME = "Some Agent & Co"


def made(number: int, buyer: str = NAME) -> NewNotice:
    return NewNotice(
        source="find_a_tender",
        notice_id=f"{number:06}-2026",
        thread_key=str(number),
        published=NOW,
        content_hash="x",
        stage="tender",
        regime="unknown",
        title="Beds",
        buyer_name=buyer,
        scope="national",
        confidence="low",
        doc=NoticeDoc(buyers=(buyer,), why=("not known",), icbs=("QJK",)).to_json(),
    )


async def test_only_that_buyers_notices_move(database):
    rows = [made(1), made(2, "SOME AGENT and co"), made(3, "Some Agent"), made(4, "Another")]
    async with database.write() as connection:
        await notices.upsert(connection, rows, NOW)
        theirs = await placing.of_buyer(connection, buyer_key(NAME), NAME)
        assert {each.notice_id for each in theirs} == {"000001-2026", "000002-2026"}
        await placing.put(
            connection,
            theirs,
            body=None,
            icb="QNC",
            region="Y60",
            scope="local",
            confidence="high",
            why=("said",),
        )
    async with database.read() as connection:
        (moved,) = await notices.by_notice_id(connection, "000002-2026")
        (other,) = await notices.by_notice_id(connection, "000003-2026")
        assert await placing.of_buyer(connection, "", "") == []
        assert await outbox_upkeep.last_sent(connection, [1]) == {}
    assert (moved.icb, moved.region, moved.scope, moved.body_code, moved.version) == (
        "QNC",
        "Y60",
        "local",
        None,
        1,
    )
    doc = NoticeDoc.from_json(moved.doc)
    assert (doc.why, doc.icbs) == (("said",), ("QNC",))
    assert replace(other, doc="") == replace(other, doc="", icb=None)


async def test_a_notice_by_the_beginning_of_its_id(database):
    page = "2a1e3359-87a0-4fdd-ac61-20d5e6520a13"
    ids = (f"{page}-819950", "2a1e3359-87a0-4fdd-ac61-20d5e6520a14-1", "076494-2026")
    async with database.write() as connection:
        rows = [replace(made(number), notice_id=name) for number, name in enumerate(ids)]
        await notices.upsert(connection, rows, NOW)
    async with database.read() as connection:
        assert [each.notice_id for each in await notices.beginning(connection, page)] == [ids[0]]
        assert await notices.beginning(connection, "3") == []
