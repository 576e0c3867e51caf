"""Stored notices put in another place: when an organiser corrects where a buyer's notices belong.

Their contents are what they were, so nothing is posted again; lists and cards show them in the new place.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.notice_doc import NoticeDoc, buyer_key
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
) -> int:
    """Put notices in a place, for reasons in words; how many."""
    for each in some:
        doc = replace(NoticeDoc.from_json(each.doc), why=tuple(why), icbs=(icb,) if icb else (), nation="")
        values = {
            "icb": icb,
            "region": region,
            "scope": scope,
            "confidence": confidence,
            "doc": doc.to_json(),
        }
        if body is not None:
            values["body_code"] = body
        await connection.execute(update(notices).where(notices.c.id == each.id).values(values))
    return len(some)
