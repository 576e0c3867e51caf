"""What an adapter is asked for, and what stands in the channel once it is done."""

from dataclasses import dataclass

from bot.delivery.posting import Post, Posted
from commands.core.reply import Reply
from storage.outbox import OutboxRow
from storage.posts import Post as Standing


@dataclass(frozen=True, slots=True)
class Job:
    """One post for `rows` (several in a digest), and then perhaps a change of an earlier one."""

    rows: tuple[OutboxRow, ...]
    post: Post
    edit: Post | None = None

    @property
    def numbers(self) -> tuple[int, ...]:
        """The ids of its rows."""
        return tuple(row.id for row in self.rows)

    def standing(self, posted: Posted) -> tuple[Standing, ...]:
        """Where things stand once it is posted: nothing is followed up unless a subject says so."""
        return ()

    def about(self) -> tuple[str, ...]:
        """What is to be forgotten where what it follows up is gone."""
        return ()


def post_of(
    row: OutboxRow,
    reply: Reply,
    *,
    title: str = "",
    thread: str | None = None,
    follows: str | None = None,
    in_thread: bool = False,
) -> Post:
    """What the adapter is asked for to tell of `row`, and by its key of what goes with it."""
    return Post(
        channel=row.channel,
        thread=thread or row.thread,
        key=row.key,
        reply=reply,
        title=title,
        follows=follows,
        in_thread=in_thread,
        again=row.attempts > 1,
        since=row.created_at,
    )
