"""Requests for information to test with."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncConnection

from law.foi.regime import Regime
from storage import foi_requests
from storage.database import Database
from storage.foi_requests import FoiRequest, Index, NewRequest


@dataclass(frozen=True)
class Desk:
    """A campaign, another one's, and two people: Jo and Mo, both on Discord, as 1 and 2."""

    database: Database
    campaign: int
    others: int
    jo: int
    mo: int
    now: datetime

    def request(self, **values: Any) -> NewRequest:
        """A request of the campaign to an ICB in the Midlands."""
        made = NewRequest(
            campaign_id=self.campaign,
            body_code="QNC",
            body_name="NHS Staffordshire and Stoke-on-Trent ICB",
            icb="QNC",
            region="Y60",
            subject="Dental contracts",
            regime=Regime.FOIA,
        )
        return replace(made, **values)

    async def add(self, *news: NewRequest) -> list[int]:
        """Keep requests, in a transaction of their own; their numbers."""
        async with self.database.write() as connection:
            return [each.id for each in await foi_requests.add_many(connection, news, self.now)]

    async def one(self, **values: Any) -> int:
        """Keep one request; its number."""
        (number,) = await self.add(self.request(**values))
        return number

    async def index(self, found: dict[int, Index]) -> None:
        """Write what requests are found by."""
        async with self.database.write() as connection:
            await foi_requests.index(connection, found)

    async def read(self, number: int) -> FoiRequest:
        """A request as it is now."""
        async with self.database.read() as connection:
            found = await foi_requests.get(connection, number)
        assert found is not None
        return found


WAITING = Index(stage="waiting", open=True, calendar="c1")
CLOSED = Index(stage="closed", open=False, calendar="c1")


async def plans(
    connection: AsyncConnection, *ways: Callable[[AsyncConnection], Awaitable[object]]
) -> list[str]:
    """How the database goes about every statement that these run.

    PostgreSQL is kept from sorting and from reading whole tables, which it rightly does with few rows.
    """
    statements: list[tuple[str, Any]] = []

    def note(_conn: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        statements.append((statement, parameters))

    event.listen(connection.sync_connection, "before_cursor_execute", note)
    for way in ways:
        await way(connection)
    event.remove(connection.sync_connection, "before_cursor_execute", note)
    sqlite = connection.dialect.name == "sqlite"
    for other_way in () if sqlite else ("seqscan", "bitmapscan", "sort"):
        await connection.execute(text(f"SET LOCAL enable_{other_way} = off"))
    found = []
    for statement, parameters in statements:
        explain = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
        rows = await connection.exec_driver_sql(explain + statement, parameters)
        found.append("\n".join(str(each[-1]) for each in rows))
    return found


def walks(plan: str, table: str) -> bool:
    """Whether a plan reads all of a table, or sorts."""
    return bool(re.search(rf"SCAN {table}|TEMP B-TREE|Seq Scan|Sort", plan))
