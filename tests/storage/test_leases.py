"""One holder a lease; and the small tables: posts and corrected routes."""

from dataclasses import replace

from storage import leases, people, posts, route_fixes
from storage.database import Database
from storage.posts import Post
from storage.route_fixes import RouteFix
from tests.storage.conftest import NOW
from tests.storage.making import DAY, MINUTE


async def test_a_lease_has_one_holder_at_a_time(database: Database) -> None:
    soon = NOW + MINUTE

    async def take(holder: str, now: object = NOW, name: str = "poll") -> bool:
        async with database.write() as connection:
            return await leases.take(connection, name, holder, now, now + MINUTE)  # type: ignore

    assert await take("a") is True
    assert await take("a") is True  # goes on
    assert await take("b") is False
    assert await take("b", name="tidy") is True
    assert await take("b", soon) is True  # it ran out
    async with database.write() as connection:
        await leases.release(connection, "poll", "a")  # no longer its own
    assert await take("a", soon) is False
    async with database.write() as connection:
        await leases.release(connection, "poll", "b")
    assert await take("a", soon) is True


async def test_where_a_procurement_stands(database: Database) -> None:
    post = Post("matrix", "!r", "o|b", "$1", None, "$1", "h1")
    async with database.write() as connection:
        assert await posts.get(connection, "matrix", "!r", "o|b") is None
        await posts.put(connection, post)
        await posts.put(connection, replace(post, channel="!other"))
        later = replace(post, thread="$1", last_message_id="$2", content_hash="h2")
        await posts.put(connection, later)
        assert await posts.get(connection, "matrix", "!r", "o|b") == later
        assert await posts.forget(connection, "matrix", "!r", ["o|b", "x"]) == 1
        assert await posts.get(connection, "matrix", "!r", "o|b") is None
        assert await posts.get(connection, "matrix", "!other", "o|b") is not None


async def test_corrected_routes(database: Database) -> None:
    async with database.write() as connection:
        jo = await people.ensure_person(connection, "discord", "1", "Jo", NOW)
        await route_fixes.put(connection, "b1", "QNC", jo, "stafford", NOW)
        await route_fixes.put(connection, "b2", "national", None, "", NOW)
        await route_fixes.put(connection, "b1", "Y60", None, "midlands", NOW + DAY)
        one = RouteFix("b1", "Y60", None, NOW + DAY, "midlands")
        two = RouteFix("b2", "national", None, NOW, "")
        assert await route_fixes.all_of_them(connection) == {"b2": two, "b1": one}
        assert await route_fixes.all_of_them(connection, ["b1", "x"]) == {"b1": one}
        assert await route_fixes.all_of_them(connection, []) == {}
        assert await route_fixes.remove(connection, "b1") is True
        assert await route_fixes.remove(connection, "b1") is False
