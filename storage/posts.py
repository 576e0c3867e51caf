"""Where in a channel a procurement was posted, so that what comes next follows up there or edits it."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from operator import attrgetter

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import dialect
from storage.bulk import Bulk
from storage.schema import posts


@dataclass(frozen=True, slots=True)
class Post:
    """How a procurement stands in a channel.

    `thread` is the platform's id of the thread opened on the root, None where there is none.
    `content_hash` is of what the last message said.
    """

    platform: str
    channel: str
    thread_key: str
    root_message_id: str
    thread: str | None
    last_message_id: str
    content_hash: str


_COLUMNS = tuple(column.name for column in posts.columns)
_values = attrgetter(*_COLUMNS)
_POSTS = Bulk(posts, _COLUMNS, replace=True)


async def get(connection: AsyncConnection, platform: str, channel: str, thread_key: str) -> Post | None:
    """How it stands there, None where it was never posted."""
    query = select(posts).where(
        posts.c.platform == platform, posts.c.channel == channel, posts.c.thread_key == thread_key
    )
    row = (await connection.execute(query)).first()
    return Post(**row._mapping) if row else None


async def get_many(
    connection: AsyncConnection, wanted: Collection[tuple[str, str, str]]
) -> dict[tuple[str, str, str], Post]:
    """How procurements stand in channels, by (platform, channel, thread key), where they were posted."""
    found: dict[tuple[str, str, str], Post] = {}
    for platform in sorted({where for where, _, _ in wanted}):
        channels = {channel for where, channel, _ in wanted if where == platform}
        keys = {key for where, _, key in wanted if where == platform}
        query = select(posts).where(
            posts.c.platform == platform,
            dialect.among(connection, posts.c.channel, channels),
            dialect.among(connection, posts.c.thread_key, keys),
        )
        for row in await connection.execute(query):
            found[platform, row.channel, row.thread_key] = Post(**row._mapping)
    return found


async def put(connection: AsyncConnection, post: Post) -> None:
    """Remember how it stands there now."""
    await dialect.put(connection, posts, **asdict(post))


async def put_many(connection: AsyncConnection, some: Sequence[Post]) -> None:
    """`put` of many at once."""
    last = {(post.platform, post.channel, post.thread_key): post for post in some}
    await _POSTS.insert(connection, [_values(post) for post in last.values()])


async def forget(
    connection: AsyncConnection, platform: str, channel: str, thread_keys: Collection[str]
) -> int:
    """Forget posts that are gone: the next one there is a first one again. How many."""
    statement = delete(posts).where(
        posts.c.platform == platform, posts.c.channel == channel, posts.c.thread_key.in_(thread_keys)
    )
    return (await connection.execute(statement)).rowcount
