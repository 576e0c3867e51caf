"""Lists of notices: what is in them, page by page, and that no page looks at all there is."""

import random
import re

import pytest
from sqlalchemy import event, text

from storage import notice_search
from storage.database import Database
from storage.notice_search import Page, Search
from storage.notices import NewNotice
from storage.words import folded
from tests.storage.conftest import NOW
from tests.storage.making import DAY, MINUTE, notice, store

REGIONS, ICBS = ("Y60", "Y56", None), ("QNC", "QOC", "QWE")
WORDS = ("dental", "eye", "mental", "health", "services", "of", "x-ray", "urgent")


def many(count: int) -> list[NewNotice]:
    """Notices of every kind, some published at the same moment, some followed by others."""
    chance = random.Random(count)
    made = []
    for number in range(count):
        region = chance.choice(REGIONS)
        procurement = chance.randrange(count // 2)
        made.append(
            notice(
                number,
                published=NOW - chance.randrange(count) * MINUTE * 7,
                ocid=f"o{procurement}",
                thread_key=f"o{procurement}|{chance.randrange(2)}",
                title=" ".join(chance.choices(WORDS, k=3)),
                region=region,
                icb=region and chance.choice(ICBS),
                body_code=chance.choice(("A", "B", None)),
                stage=chance.choice(("tender", "award", "contract", "news")),
                topics=chance.choice(((), ("it",), ("goods", "it"), ("mergers",))),
                health=chance.random() < 0.5,
                scope="local" if region else "national",
                source=chance.choice(("find_a_tender", "contracts_finder")),
                deadline=chance.choice((None, NOW + chance.randrange(-5, 20) * DAY)),
                standstill_ends=chance.choice((None, NOW + chance.randrange(20) * DAY)),
            )
        )
    return made


SEARCHES = [
    Search(),
    Search(region="Y60"),
    Search(icb="QNC"),
    Search(body="A"),
    Search(body="A", region="Y60", icb="QNC"),
    Search(health=True),
    Search(region="Y60", stages=("award", "contract")),
    Search(stages=("news",)),
    Search(stages=("news",), region="Y60", topic="mergers"),
    Search(topic="it"),
    Search(source="contracts_finder", scope="national"),
    Search(since=NOW - 3 * DAY),
    Search(words="dental"),
    Search(words="Dental, HEALTH service"),
    Search(words="dental eye", region="Y56", health=False),
    Search(words="dental nowhere"),
    Search(words="the of"),
    Search(open_at=NOW),
    Search(open_at=NOW, region="Y60", stages=("tender",)),
    Search(open_at=NOW, words="dental"),
    Search(open_at=NOW, body="A", since=NOW - 3 * DAY),
]


def followed(one: NewNotice, number: int, everything: list[NewNotice]) -> bool:
    return any(
        other.thread_key == one.thread_key and (other.published, at) > (one.published, number)
        for at, other in enumerate(everything)
    )


def fits(wanted: Search, one: NewNotice, number: int, everything: list[NewNotice]) -> bool:
    """What `Search` says, said plainly."""
    there = folded(one.title, one.buyer_name, *one.supplier_names)
    return (
        all(word in there for word in folded(wanted.words))
        and wanted.body in (None, one.body_code)
        and wanted.icb in (None, one.icb)
        and wanted.region in (None, one.region)
        and wanted.scope in (None, one.scope)
        and wanted.source in (None, one.source)
        and (not wanted.stages or one.stage in wanted.stages)
        and (wanted.topic is None or wanted.topic in one.topics)
        and wanted.health in (None, one.health)
        and (wanted.since is None or one.published >= wanted.since)
        and (
            wanted.open_at is None
            or (
                one.deadline is not None
                and one.deadline > wanted.open_at
                and not followed(one, number, everything)
            )
        )
    )


async def all_pages(database: Database, wanted: Search, limit: int) -> list[str]:
    found: list[str] = []
    after = None
    while True:
        async with database.read() as connection:
            page = await notice_search.search(connection, wanted, limit, after)
        assert len(page.notices) <= limit
        found += [each.notice_id for each in page.notices]
        after = page.following
        if after is None:
            return found


async def test_every_list_is_what_it_says_page_by_page(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = many(120)
    await store(database, *everything)
    for most in (600, 13):  # the second makes every search by words stop and go on
        monkeypatch.setattr(notice_search, "MOST_LOOKED_AT", most)
        for wanted in SEARCHES:
            fitting = [
                (one, number)
                for number, one in enumerate(everything)
                if fits(wanted, one, number, everything)
            ]
            if wanted.open_at and not wanted.words:
                fitting.sort(key=lambda each: (each[0].deadline, each[1]))
            else:
                fitting.sort(key=lambda each: (each[0].published, each[1]), reverse=True)
            names = [one.notice_id for one, _ in fitting]
            assert await all_pages(database, wanted, 7) == names, wanted
            async with database.read() as connection:
                page = await notice_search.search(connection, wanted, 200)
            if most == 600:
                assert [each.notice_id for each in page.notices] == names
                assert page.following is None


async def test_what_ends_between_two_moments(database: Database) -> None:
    everything = many(60)
    await store(database, *everything)
    start, end = NOW + 2 * DAY, NOW + 9 * DAY
    for listing, name in (
        (notice_search.deadlines, "deadline"),
        (notice_search.standstills, "standstill_ends"),
    ):
        wanted = [
            (getattr(one, name), number)
            for number, one in enumerate(everything)
            if getattr(one, name)
            and start <= getattr(one, name) < end
            and not followed(one, number, everything)
        ]
        found: list[str] = []
        page = Page((), None)
        async with database.read() as connection:
            while True:
                page = await listing(connection, start, end, 3, page.following)
                found += [each.notice_id for each in page.notices]
                if page.following is None:
                    break
        assert len(wanted) > 3
        assert found == [everything[number].notice_id for _, number in sorted(wanted)]


async def plans(database: Database, wanted: Search, *, after: int | None = None) -> str:
    """How the database does every statement of a search."""
    statements = []

    def note(_conn: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        statements.append((statement, parameters))

    async with database.read() as connection:
        explain = "EXPLAIN QUERY PLAN "
        if connection.dialect.name == "postgresql":
            explain = "EXPLAIN "
            # With few rows it would rather sort; what is asked is whether it has to.
            for other_way in ("seqscan", "bitmapscan", "sort"):
                await connection.execute(text(f"SET LOCAL enable_{other_way} = off"))
        engine = connection.sync_connection
        event.listen(engine, "before_cursor_execute", note)
        await notice_search.search(connection, wanted, 5, after)
        event.remove(engine, "before_cursor_execute", note)
        words = []
        for statement, parameters in statements:
            words += [
                str(row[-1]) for row in await connection.exec_driver_sql(explain + statement, parameters)
            ]
        return "\n".join(words)


async def test_every_list_is_read_from_an_index(database: Database) -> None:
    await store(database, *many(30))
    for wanted in SEARCHES:
        for after in (None, 7):
            plan = await plans(database, wanted, after=after)
            assert not re.search(r"SCAN notices$|TEMP B-TREE|Seq Scan|Sort Key", plan, re.MULTILINE), plan
