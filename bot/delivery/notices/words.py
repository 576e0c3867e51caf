"""What a post says, as a `Reply`; pure."""

from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import quote

from bot.delivery.notices.plan import Announce, Remind, Tell, Update
from commands.cards import kinds
from commands.cards.changes import change
from commands.cards.notice import buyer, card, page, value
from commands.core.moments import LONDON, at, counted, left, london_day, pounds
from commands.core.reply import Block, Bold, Bullets, Code, Heading, Line, Link, Note, Reply, Text
from commands.core.request import Platform
from commands.core.text import shown
from commands.core.words import weekday
from register import Register
from storage.notice_doc import NoticeDoc
from storage.notices import StoredNotice

MOST_LINES = 25
"""Notices one digest lists; the rest are counted."""
_TITLE = 140
_DEADLINES = {"closes": "Closes", "standstill": "The time to object ends"}


def announcement(said: Announce, register: Register, now: datetime) -> Reply:
    """The card of a notice; where it follows others, with what is different now."""
    heading, *rest = card(said.notice, register, now)
    news = change(said.notice, said.event, now) if said.event and said.event.changes else ()
    return Reply((heading, *news, *rest))


def as_it_stands(notice: StoredNotice, register: Register, now: datetime) -> Reply:
    """The card of a notice, to replace the one posted before it changed."""
    return Reply((*card(notice, register, now), Note((f"Brought up to date on {at(now)}.",))))


def update(said: Update, now: datetime) -> Reply:
    """What changed of a notice, under its own post."""
    title = Text((Bold(shown(said.notice.title, _TITLE)),))
    return Reply((title, *change(said.notice, said.event, now), *_page(said.notice)))


def reminder(said: Remind, now: datetime) -> Reply:
    """A deadline that is near."""
    notice = said.notice
    doc = NoticeDoc.from_json(notice.doc)
    words: Line = (Bold(f"{_DEADLINES[said.what]} {left(said.when, now)}"), f": {_moment(said)}.")
    blocks: list[Block] = [Heading(shown(notice.title, _TITLE) or "(no title)"), Text(words)]
    blocks.append(Text((f"{buyer(notice, doc)}; {value(notice, doc)}.",)))
    if said.what == "standstill" and not notice.standstill_stated:
        blocks.append(Note(("This day is calculated, not stated in the notice.",)))
    return Reply((*blocks, *_page(notice)))


def digest(said: Sequence[Announce | Update | Remind], now: datetime) -> Reply:
    """Everything new of a day in one post, a line each."""
    lines = tuple(_line(each, now) for each in said[:MOST_LINES])
    blocks: list[Block] = [Heading(f"New on {weekday(london_day(now))}"), Bullets(lines)]
    if len(said) > MOST_LINES:
        blocks.append(Note((f"And {counted(len(said) - MOST_LINES, 'more notice')}.",)))
    return Reply(tuple(blocks))


def more(many: int, prefix: str) -> Reply:
    """That there were more notices than one look may post."""
    words: Line = (f"And {counted(many, 'more notice')} for this channel. See them with ",)
    return Reply((Text((*words, Code(f"{prefix}tenders"), ".")),))


def unreachable(said: Tell, prefix: str) -> Reply:
    """That a channel cannot be posted to, and what to do."""
    why, where = said.subscription.paused_why or "", _where(said)
    return Reply(
        (
            Heading("A channel gets no news"),
            Text(("I could not post in ", *where, f". {why}")),
            Text(
                (
                    "What it follows rests. When that is put right, order there ",
                    Code(f"{prefix}mute off"),
                    "; if the channel is gone for good, there is nothing to do.",
                )
            ),
        )
    )


def title(notice: StoredNotice) -> str:
    """What the thread of a notice's procurement is called."""
    return shown(f"{notice.buyer_name}: {notice.title}" if notice.buyer_name else notice.title, 95)


def _where(said: Tell) -> Line:
    """A channel as its organisers can find it."""
    channel = said.subscription.channel
    if said.subscription.platform == Platform.MATRIX:
        return (Link("this room", f"https://matrix.to/#/{quote(channel, safe='!:')}"),)
    servers = [space.id for space in said.spaces if space.platform == said.subscription.platform]
    if len(servers) == 1:
        return (Link("this channel", f"https://discord.com/channels/{servers[0]}/{channel}"),)
    return ("the channel with the id ", Code(channel))


def _line(said: Announce | Update | Remind, now: datetime) -> Line:
    notice = said.notice
    doc = NoticeDoc.from_json(notice.doc)
    name = shown(notice.title, _TITLE) or notice.notice_id
    parts = [buyer(notice, doc)] if notice.buyer_name or doc.buyers else []
    parts += [pounds(notice.amount)] if notice.amount else []
    match said:
        case Remind(_, what, when):
            first = f"{_DEADLINES[what]} {left(when, now)}"
        case Update():
            first = f"Changed: {kinds.short_kind(notice)}"
        case _:
            first = kinds.short_kind(notice)
            if notice.deadline and notice.deadline > now:
                parts.append(f"by {at(notice.deadline)}")
    link = Link(name, doc.url) if doc.url else Bold(name)
    return (f"{first}: ", link, f" ({'; '.join(parts)})" if parts else "")


def _moment(said: Remind) -> str:
    if said.what == "closes":
        return at(said.when)
    day: date = said.when.astimezone(LONDON).date()
    return f"midnight at the end of {weekday(day)}"


def _page(notice: StoredNotice) -> tuple[Block, ...]:
    link = page(notice, NoticeDoc.from_json(notice.doc))
    return (Text(link),) if link else ()
