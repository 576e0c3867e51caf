"""Notices are stored a batch at a time, once each, with their changes, and found again."""

from dataclasses import fields, replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from storage import notice_doc, notice_search, notices, schema, schema_watch
from storage.columns import storable
from storage.database import Database
from storage.notice_search import Search
from storage.notices import Fate, NewNotice, StoredNotice
from storage.words import folded
from tests.storage.conftest import NOW
from tests.storage.making import DAY, fates, notice, store

EVERYTHING = notice(
    1,
    notice_type="UK4",
    psr_kind="intention_to_award",
    body_code="QNC",
    icb="QNC",
    region="Y60",
    topics=("goods", "it"),
    amount=1234567.89,
    deadline=NOW + DAY,
    standstill_ends=NOW + 2 * DAY,
    standstill_stated=False,
    supplier_names=("Smile Ltd", "Zoë’s Dentists"),
    doc='{"description": "Zähne – “£5”"}',
)


def test_the_stage_of_news_has_one_name() -> None:
    assert schema_watch.NEWS == notice_doc.NEWS


async def test_all_of_a_notice_comes_back(database: Database) -> None:
    assert all(getattr(EVERYTHING, field.name) not in (None, (), "") for field in fields(NewNotice))
    for number, given_one in enumerate((EVERYTHING, notice(2, ocid=None, health=False)), 1):
        (stored,) = await store(database, given_one)
        wanted = {field.name: getattr(given_one, field.name) for field in fields(NewNotice)}
        assert stored.notice == StoredNotice(**wanted, id=number, seen_at=NOW, changed_at=NOW, version=1)
        async with database.read() as connection:
            assert await notices.get(connection, number) == stored.notice
            assert await notices.by_notice_id(connection, given_one.notice_id) == [stored.notice]
            assert await notices.get(connection, 99) is None
            assert await notices.by_notice_id(connection, "99") == []


async def test_what_becomes_of_each(database: Database) -> None:
    assert await fates(database) == []
    assert await fates(database, notice(1), notice(2)) == [Fate.NEW, Fate.NEW]
    later = NOW + DAY
    changed = replace(notice(2), content_hash="other", title="Dental and eye services", amount=5.0)
    batch = [notice(3), changed, notice(1)]
    new, other, same = await store(database, *batch, now=later)
    assert [each.fate for each in (new, other, same)] == [Fate.NEW, Fate.CHANGED, Fate.SAME]
    assert (new.old, same.old) == (None, None)
    assert other.old is not None
    assert (other.old.title, other.old.amount, other.old.version) == ("Dental services", None, 1)
    assert (other.notice.title, other.notice.amount, other.notice.version) == (changed.title, 5.0, 2)
    assert (other.notice.id, other.notice.seen_at, other.notice.changed_at) == (other.old.id, NOW, later)
    assert (same.notice.seen_at, same.notice.changed_at, same.notice.version) == (NOW, NOW, 1)
    async with database.read() as connection:
        assert await notices.get(connection, other.notice.id) == other.notice
        assert await notices.get_many(connection, [2, 3, 3, 99]) == {2: other.notice, 3: new.notice}
    assert await fates(database, *batch) == [Fate.SAME] * 3


async def test_of_a_notice_that_comes_twice_the_last_counts(database: Database) -> None:
    later = replace(notice(1), content_hash="later", title="Later")
    (stored,) = await store(database, notice(1), later)
    assert (stored.fate, stored.notice.title) == (Fate.NEW, "Later")
    assert await fates(database, later, notice(1), later) == [Fate.SAME]


async def test_the_same_id_at_another_source_is_another_notice(database: Database) -> None:
    other = replace(notice(1), source="contracts_finder", content_hash="x")
    assert await fates(database, notice(1), other) == [Fate.NEW, Fate.NEW]
    async with database.read() as connection:
        found = await notices.by_notice_id(connection, "000001-2026")
    assert [each.source for each in found] == ["contracts_finder", "find_a_tender"]


async def test_words_follow_what_changed(database: Database) -> None:
    await store(database, notice(1))
    await store(database, replace(notice(1), content_hash="2", title="Eye services", published=NOW))
    query = select(schema.notice_words).order_by(schema.notice_words.c.word)
    async with database.read() as connection:
        kept = [tuple(row) for row in await connection.execute(query)]
        for words, many in (("dental", 0), ("eye", 1), ("eye stoke", 1)):
            page = await notice_search.search(connection, Search(words=words), 5)
            assert len(page.notices) == many
    words = folded("Eye services", notice(1).buyer_name)
    assert kept == [(word, int(NOW.timestamp()), 1) for word in sorted(words)]


async def test_a_procurement_has_a_history_and_a_last_notice_a_thread(database: Database) -> None:
    one = {"ocid": "ocds-1", "thread_key": "ocds-1|a"}
    await store(
        database,
        notice(30, **one),
        notice(10, **one),
        notice(20, ocid="ocds-1", thread_key="ocds-1|b"),
        notice(5, ocid="ocds-2"),
        notice(4, ocid=None),
    )
    async with database.read() as connection:
        found = await notices.history(connection, "ocds-1")
        assert [each.notice_id for each in found] == ["000030-2026", "000020-2026", "000010-2026"]
        latest = await notices.latest_of(connection, ["ocds-1", "ocds-2", "ocds-3"])
        assert await notices.latest_of(connection, []) == {}
    assert {ocid: {each.notice_id for each in last} for ocid, last in latest.items()} == {
        "ocds-1": {"000010-2026", "000020-2026"},
        "ocds-2": {"000005-2026"},
    }


async def test_a_time_without_zone_is_refused_and_nothing_written(database: Database) -> None:
    with pytest.raises(ValueError, match="naive"):
        await store(database, notice(1), notice(2, published=datetime(2026, 1, 1)))
    assert await fates(database, notice(1)) == [Fate.NEW]


ANY = st.text(st.characters(exclude_categories=()))
WHEN = st.datetimes(
    datetime(1980, 1, 1), datetime(2100, 1, 1), timezones=st.sampled_from([timezone(timedelta(hours=1))])
)


@given(data=st.data())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_notice_is_read_as_written_whatever_is_in_it(database: Database, data: Any) -> None:
    """The fast way of writing stores what the column types would: reading goes through those."""
    texts = {
        name: data.draw(ANY) for name in ("title", "buyer_name", "notice_id", "ocid", "body_code", "doc")
    }
    times = {name: data.draw(WHEN) for name in ("published", "deadline")}
    suppliers = tuple(data.draw(st.lists(ANY.filter(lambda name: name and "\n" not in name), max_size=3)))
    given_one = notice(1, **texts, **times, supplier_names=suppliers)
    for fate in (Fate.NEW, Fate.SAME):
        async with database.write() as connection:
            if fate is Fate.NEW:
                await connection.execute(schema.notices.delete())
                await connection.execute(schema.notice_words.delete())
            (stored,) = await notices.upsert(connection, [given_one], NOW)
            assert stored.fate is fate
            kept = await notices.get(connection, stored.notice.id)
    assert kept is not None
    for name, value in texts.items():
        assert getattr(kept, name) == storable(value)
    assert {name: getattr(kept, name) for name in times} == times
    assert kept.supplier_names == tuple(storable(name) for name in suppliers)


async def test_ids_go_up_and_are_not_given_again(database: Database) -> None:
    await store(database, notice(1), notice(2))
    async with database.write() as connection:
        await connection.execute(schema.notices.delete())
    (stored,) = await store(database, notice(3))
    assert stored.notice.id == 3
    async with database.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(schema.notices))).scalar() == 1


def test_words_are_folded_alike() -> None:
    assert folded("The GP's surgeries, X-ray (NHS)") == ("gp", "surgery", "ray", "nhs")
    assert folded("a surgery of a GP") == ("surgery", "gp")
    assert folded("Zoë ZOE", "zoë’s") == ("zoe",)
    assert folded("111 services service business") == ("111", "service", "business")
    assert folded("", "the of") == ()
    assert len(folded(" ".join(f"w{number}x" for number in range(1000)))) == 200
