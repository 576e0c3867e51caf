"""From a decision to what an adapter is asked for, and what stands in the channel once it is done; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.delivery.jobs import Job, post_of
from bot.delivery.notices import words
from bot.delivery.notices.plan import Announce, Known, More, Remind, Tell, Update, own
from bot.delivery.posting import Post, Posted
from commands.core.reply import Reply
from register import Register
from storage.notices import StoredNotice
from storage.outbox import OutboxRow
from storage.posts import Post as Standing

_CARDS = 64


@dataclass(frozen=True, slots=True)
class NoticeJob(Job):
    """A post about a notice, where it is about one.

    `root` is the procurement's first post before this one, `there` the notice's own. What is
    `passing` leaves nothing to follow up.
    """

    notice: StoredNotice | None = None
    root: Standing | None = None
    there: Standing | None = None
    passing: bool = False

    def standing(self, posted: Posted) -> tuple[Standing, ...]:
        """Where things stand once it is posted."""
        if self.notice is None or self.passing:
            return ()
        row, notice, message, root, mine = self.rows[0], self.notice, posted.message_id, self.root, self.there

        def stands(about: str, first: str, thread: str | None) -> Standing:
            return Standing(row.platform, row.channel, about, first, thread, message, notice.content_hash)

        thread = (root.thread if root else None) or posted.thread
        first = root.root_message_id if root else message
        its = (mine.root_message_id, mine.thread) if mine else (message, posted.thread)
        return (stands(notice.thread_key, first, thread), stands(own(notice), *its))

    def about(self) -> tuple[str, ...]:
        """What is to be forgotten where what it follows up is gone."""
        return (self.notice.thread_key, own(self.notice)) if self.notice else ()


class Cards:
    """The last cards made: one notice goes to many channels, and is worded once a minute."""

    def __init__(self) -> None:
        self._made: dict[tuple[object, ...], Reply] = {}

    def card(self, said: Announce, register: Register, now: datetime) -> Reply:
        """The announcement of a notice."""
        notice = said.notice
        minute = now.replace(second=0, microsecond=0)
        key = (notice.id, notice.version, notice.content_hash, said.event and said.event.id, minute)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = words.announcement(said, register, now)
            if len(self._made) > _CARDS:
                del self._made[next(iter(self._made))]
        return found


class Maker:
    """Makes jobs at one moment."""

    def __init__(self, register: Register, prefix: str, known: Known, now: datetime, cards: Cards) -> None:
        self._register = register
        self._prefix = prefix
        self._known = known
        self._now = now
        self._cards = cards

    def single(self, row: OutboxRow, said: Announce | Update | Remind | Tell | More) -> NoticeJob:
        """The job of a row that is a post of its own."""
        match said:
            case Announce(notice, _, root):
                reply = self._cards.card(said, self._register, self._now)
                return NoticeJob((row,), self._follow(row, reply, notice, root), notice=notice, root=root)
            case Update(notice, _, there, root):
                post = self._follow(row, words.update(said, self._now), notice, root, there)
                edit = Post(
                    channel=row.channel,
                    thread=there.thread,
                    key=f"{row.key[:60]}edit",
                    reply=words.as_it_stands(notice, self._register, self._now),
                    edit_of=there.root_message_id,
                )
                return NoticeJob((row,), post, edit, notice, root, there)
            case Remind(notice, _, _, root):
                post = self._follow(row, words.reminder(said, self._now), notice, root)
                return NoticeJob((row,), post, notice=notice, root=root, passing=True)
            case Tell():
                return NoticeJob((row,), post_of(row, words.unreachable(said, self._prefix)))
            case More(many):
                return NoticeJob((row,), post_of(row, words.more(many, self._prefix)))

    def digest(self, rows: Sequence[OutboxRow], said: Sequence[Announce | Update | Remind]) -> NoticeJob:
        """One job for all of a day's rows of a subscription; its key is the first one's."""
        return NoticeJob(tuple(rows), post_of(rows[0], words.digest(said, self._now)))

    def _follow(
        self,
        row: OutboxRow,
        reply: Reply,
        notice: StoredNotice,
        root: Standing | None,
        there: Standing | None = None,
    ) -> Post:
        """A post that follows up `root`: in its thread, or as an answer to it or to the notice's own post."""
        subscription = self._known.subscription(row)
        title = words.title(notice)
        if root is None:
            return post_of(row, reply, title=title)
        in_thread = root.thread is not None or bool(subscription and subscription.thread_procurements)
        follows = (root if in_thread or there is None else there).root_message_id
        thread = root.thread or row.thread
        return post_of(row, reply, title=title, thread=thread, follows=follows, in_thread=in_thread)
