"""What people noted about a request, and where the evidence is."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema import foi_notes


@dataclass(frozen=True, slots=True)
class Note:
    """A note; `url` is the address of a page or a message it is about, empty where none.

    `by_person` is None where they have asked to be forgotten.
    """

    id: int
    request_id: int
    words: str
    url: str
    by_person: int | None
    at: datetime


async def add(
    connection: AsyncConnection, request_id: int, words: str, url: str, by: int | None, now: datetime
) -> Note:
    """Keep a note of a request."""
    statement = insert(foi_notes).values(request_id=request_id, words=words, url=url, by_person=by, at=now)
    return Note(**(await connection.execute(statement.returning(*foi_notes.c))).one()._mapping)


async def of_request(connection: AsyncConnection, request_id: int) -> list[Note]:
    """The notes of a request, oldest first."""
    query = select(foi_notes).where(foi_notes.c.request_id == request_id).order_by(foi_notes.c.id)
    return [Note(**row._mapping) for row in await connection.execute(query)]


async def remove(connection: AsyncConnection, number: int) -> Note | None:
    """Take a note back; the note, None where there is none of that number."""
    statement = delete(foi_notes).where(foi_notes.c.id == number).returning(*foi_notes.c)
    row = (await connection.execute(statement)).first()
    return Note(**row._mapping) if row else None
