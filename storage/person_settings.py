"""When and where a person wants to be told things."""

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import dialect
from storage.schema import person_settings


@dataclass(frozen=True, slots=True)
class PersonSettings:
    """How a person wants it; the defaults are those of the desk.

    Hours are of the day in `zone`, 0 to 23: `digest_hour` of the daily digest, and the quiet hours from
    `quiet_from` to before `quiet_to`, over midnight where that is the smaller.

    `platform` is where they want to be written to, None for wherever they have an account; `closed` names
    the platforms that did not let us write to them in private, since `closed_at`, and `closed_times` says
    how often that was in the way since then.
    """

    zone: str = "Europe/London"
    digest_hour: int = 9
    quiet_from: int = 20
    quiet_to: int = 8
    platform: str | None = None
    closed: frozenset[str] = frozenset()
    closed_at: datetime | None = None
    closed_times: int = 0


_NAMES = tuple(each.name for each in fields(PersonSettings))


async def get(connection: AsyncConnection, person_id: int) -> PersonSettings:
    """How a person wants it; the defaults where they have not said."""
    return (await get_many(connection, [person_id]))[person_id]


async def get_many(connection: AsyncConnection, people: Collection[int]) -> dict[int, PersonSettings]:
    """How each of these people wants it."""
    chosen = dialect.among(connection, person_settings.c.person_id, people)
    found = await connection.execute(select(person_settings).where(chosen))
    return dict.fromkeys(people, PersonSettings()) | {row.person_id: _read(row) for row in found}


async def put(connection: AsyncConnection, person_id: int, settings: PersonSettings) -> None:
    """Keep how a person wants it, in the place of what there was."""
    values: dict[str, Any] = {name: getattr(settings, name) for name in _NAMES}
    values["closed"] = ",".join(sorted(settings.closed))
    await dialect.put(connection, person_settings, person_id=person_id, **values)


async def mark_closed(connection: AsyncConnection, person_id: int, platform: str, now: datetime) -> int:
    """Note that a person could not be written to in private there; how many times that was so by now."""
    known = await get(connection, person_id)
    times = known.closed_times + 1
    since = known.closed_at or now
    closed = replace(known, closed=known.closed | {platform}, closed_at=since, closed_times=times)
    await put(connection, person_id, closed)
    return times


async def mark_open(connection: AsyncConnection, person_id: int, platform: str) -> bool:
    """Note that a person can be written to in private there; whether that is new."""
    known = await get(connection, person_id)
    if platform not in known.closed:
        return False
    closed = known.closed - {platform}
    since, times = (known.closed_at, known.closed_times) if closed else (None, 0)
    await put(connection, person_id, replace(known, closed=closed, closed_at=since, closed_times=times))
    return True


def _read(row: Row[Any]) -> PersonSettings:
    values = {name: getattr(row, name) for name in _NAMES}
    closed = frozenset(row.closed.split(",")) if row.closed else frozenset[str]()
    return PersonSettings(**values | {"closed": closed})
