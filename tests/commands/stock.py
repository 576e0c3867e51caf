"""Notices to ask about: one of each kind that cards and lists have to show."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from storage import notices
from storage.database import Database
from storage.notice_doc import NEWS, DocDeadline, DocMoney, DocStandstill, NoticeDoc
from storage.notices import NewNotice, StoredNotice

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HOSTILE = "@everyone <b>bold</b> [x](https://evil.example) **y** \u202e `code` =1+1"
MIDLANDS = ("QNC", "Y60")


def notice(number: int, **changes: object) -> NewNotice:
    """A tender in Staffordshire published `number` hours before now; `changes` make it another."""
    doc = changes.pop("doc", None)
    base = NewNotice(
        source="find_a_tender",
        notice_id=f"{number:06}-2026",
        ocid=f"ocds-h6vhtk-{number:06x}",
        thread_key=f"ocds-h6vhtk-{number:06x}|QNC",
        published=NOW - timedelta(hours=number),
        content_hash=f"hash {number}",
        stage="tender",
        notice_type="UK4",
        regime="procurement-act-2023",
        title=f"Community dialysis {number}",
        buyer_name="NHS Staffordshire and Stoke-on-Trent Integrated Care Board",
        body_code="QNC",
        icb="QNC",
        region="Y60",
        scope="local",
        confidence="high",
        health=True,
        topics=("care", "services"),
        amount=1_250_000.0,
        deadline=NOW + timedelta(days=number),
        doc=(doc if isinstance(doc, NoticeDoc) else described()).to_json(),
    )
    return replace(base, **changes)


def described(**changes: object) -> NoticeDoc:
    """The doc of such a tender."""
    base = NoticeDoc(
        url="https://www.find-tender.service.gov.uk/Notice/000001-2026",
        description="Dialysis near home.",
        buyers=("NHS Staffordshire and Stoke-on-Trent Integrated Care Board",),
        cpv=("85100000",),
        value=DocMoney("1250000", source="tender"),
        why=("its whole name",),
        icbs=("QNC",),
    )
    return replace(base, **changes)


INTENTION = notice(
    2,
    notice_id="076494-2026",
    ocid="ocds-h6vhtk-0612a5",
    thread_key="ocds-h6vhtk-0612a5|QNC",
    stage="award",
    notice_type=None,
    regime="psr-england",
    psr_kind="intention_to_award",
    title="GP out of hours",
    supplier_names=("Virgin Care Ltd", "HCRG"),
    deadline=None,
    standstill_ends=datetime(2026, 12, 3, 23, 59, 59, tzinfo=UTC),
    standstill_stated=False,
    doc=described(
        psr_process="most suitable provider process",
        standstill=DocStandstill(
            "2026-12-03", False, "PSR regulation 12", "published Fri 20 Nov 2026; counted"
        ),
    ),
)
APPROACH = replace(
    INTENTION,
    notice_id="070000-2026",
    published=NOW - timedelta(days=20),
    stage="planning",
    psr_kind="intended_approach",
    content_hash="before",
    supplier_names=(),
    standstill_ends=None,
    standstill_stated=None,
    doc=described().to_json(),
)
ELSEWHERE = [
    notice(3, title="Wheelchairs", body_code="QJK", icb="QJK", region="Y58", buyer_name="NHS Devon ICB", doc=described(buyers=("NHS Devon ICB",), icbs=("QJK",))),
    notice(4, title="Roof repairs", health=False, topics=("works",)),
    notice(5, title="A portal's tender", body_code=None, icb=None, region=None, scope="national", confidence="low", amount=None, buyer_name="Some Agent", doc=described(buyers=("Some Agent",), value=None, icbs=())),
    notice(6, title="Ysbyty", scope="out-of-scope", icb=None, region=None, body_code=None, regime="psr-wales", doc=described(nation="Wales")),
]  # fmt: skip
HOSTILE_ONE = notice(
    7,
    title=HOSTILE,
    buyer_name=HOSTILE,
    supplier_names=(HOSTILE,),
    doc=described(description=HOSTILE, buyers=(HOSTILE,), why=(HOSTILE,), url=""),
)
MERGER = notice(
    8,
    source="nhs_england",
    notice_id="https://www.england.nhs.uk/merger",
    ocid=None,
    thread_key="nhs_england|merger",
    stage=NEWS,
    notice_type=None,
    regime="none",
    title="Boards in Staffordshire and Shropshire to merge",
    buyer_name="",
    body_code=None,
    topics=("mergers",),
    health=False,
    amount=None,
    deadline=None,
    doc=NoticeDoc(
        url="https://www.england.nhs.uk/merger",
        description="Two boards plan to merge.",
        bodies=("QNC", "QOC"),
        facts=(("When", "1 April 2027"),),
    ),
)
DEADLINES = (
    DocDeadline("enquiries", "2026-11-25T17:00:00+00:00"),
    DocDeadline("tender", "2026-11-27T23:59:59+00:00", date_only=True),
)
TENDERS = [notice(number, doc=described(deadlines=DEADLINES)) for number in range(10, 18)]
EVERYTHING = [APPROACH, INTENTION, *ELSEWHERE, HOSTILE_ONE, MERGER, *TENDERS]


async def stock(database: Database, some: list[NewNotice] | None = None) -> list[StoredNotice]:
    """Store notices; each as it stands in the store."""
    async with database.write() as connection:
        done = await notices.upsert(connection, EVERYTHING if some is None else some, NOW)
    return [each.notice for each in done]
