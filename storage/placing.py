"""Stored notices put in another place: when an organiser corrects where a buyer's notices belong.

Their contents are what they were, so nothing is posted again; lists and cards show them in the new place.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.notice_doc import DocPlace, NoticeDoc, buyer_key
from storage.notices import StoredNotice, read_row
from storage.schema import notice_words, notices
from storage.words import folded

MOST = 500
"""How many of a buyer's notices are put elsewhere, the latest first."""

_LOOKED_AT = 5000


async def of_buyer(connection: AsyncConnection, key: str, name: str) -> list[StoredNotice]:
    """The latest notices of the buyers with this `storage.notice_doc.buyer_key`; `name` is one of them."""
    words = folded(name)
    if not words:
        return []
    rarest = max(words, key=len)
    query = (
        select(notices)
        .join(notice_words, notice_words.c.notice_id == notices.c.id)
        .where(notice_words.c.word == rarest)
        .order_by(notice_words.c.at.desc(), notice_words.c.notice_id.desc())
        .limit(_LOOKED_AT)
    )
    found = [read_row(row) for row in await connection.execute(query)]
    return [each for each in found if buyer_key(*NoticeDoc.from_json(each.doc).buyers) == key][:MOST]


async def put(
    connection: AsyncConnection,
    some: Sequence[StoredNotice],
    *,
    body: str | None,
    icb: str | None,
    region: str | None,
    scope: str,
    confidence: str,
    why: Collection[str],
    by_hand: bool = True,
) -> None:
    """Put notices in a place, for reasons in words. `by_hand`: where they were before is remembered."""
    for each in some:
        doc = NoticeDoc.from_json(each.doc)
        routed = doc.routed or DocPlace(
            scope=each.scope,
            confidence=each.confidence,
            body=each.body_code or "",
            icb=each.icb or "",
            region=each.region or "",
            nation=doc.nation,
            icbs=doc.icbs,
            why=doc.why,
        )
        kept = routed if by_hand else None
        doc = replace(doc, why=tuple(why), icbs=(icb,) if icb else (), nation="", routed=kept)
        await _put(connection, each, doc, body or each.body_code, icb, region, scope, confidence)


async def put_back(connection: AsyncConnection, some: Sequence[StoredNotice]) -> list[StoredNotice]:
    """Put notices where they were before `put`; those it cannot say that of are given back."""
    unknown = []
    for each in some:
        doc = NoticeDoc.from_json(each.doc)
        was = doc.routed
        if was is None:
            unknown.append(each)
            continue
        doc = replace(doc, why=was.why, icbs=was.icbs, nation=was.nation, routed=None)
        place = (was.body or None, was.icb or None, was.region or None)
        await _put(connection, each, doc, *place, was.scope, was.confidence)
    return unknown


async def _put(
    connection: AsyncConnection,
    notice: StoredNotice,
    doc: NoticeDoc,
    body: str | None,
    icb: str | None,
    region: str | None,
    scope: str,
    confidence: str,
) -> None:
    values = {
        "body_code": body,
        "icb": icb,
        "region": region,
        "scope": scope,
        "confidence": confidence,
        "doc": doc.to_json(),
    }
    await connection.execute(update(notices).where(notices.c.id == notice.id).values(values))
