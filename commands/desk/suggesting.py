"""What a followed page suggests has happened to a request: kept, told, and settled once it is recorded.

A suggestion counts for nothing until somebody confirms it. One whose event was recorded by hand, of the same
kind and within three days, is settled without a word.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import storage
from commands.desk.hours import when
from commands.desk.telling import SUGGESTED, known, networks, reach, to_organisers, to_person
from law.foi.story import Event, Kind, Result, Stage, told

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.foi_follows import NewSuggestion, Suggestion
    from storage.foi_requests import FoiRequest

NEAR: Final = timedelta(days=3)
"""How far from a suggestion's day an event may be that is the same: people enter when they noticed."""
HEARD: Final = frozenset((Kind.ANSWERED, Kind.REVIEW_ANSWERED, Kind.ACKNOWLEDGED, Kind.CLARIFICATION_ASKED))
"""What a response may turn out to be."""
_ANSWERS: Final = frozenset((Kind.ANSWERED, Kind.REVIEW_ANSWERED))
_ANY_RESPONSE: Final = HEARD | {Kind.FEES_ASKED, Kind.EXTENDED, Kind.REVIEW_EXTENDED}
_OWED: Final = frozenset((Stage.WAITING, Stage.REVIEW))
"""The stages in which a further letter of ours is a reminder."""
_MESSAGE: Final = ("incoming-", "outgoing-")


async def take_in(
    connection: "AsyncConnection",
    request: "FoiRequest",
    events: Sequence[Event],
    shown: "Sequence[NewSuggestion]",
    now: datetime,
) -> "list[Suggestion]":
    """Keep what a page shows of a request, and settle what is recorded; what is left to be confirmed.

    An open suggestion follows its entry, which may be described anew; one that is settled stays so.
    """
    before = await of_request(connection, request)
    by_entry = {each.entry: each for each in before}
    for each in filter(None, (fitting(one, events) for one in shown)):
        old = by_entry.get(each.entry)
        if old is None:
            await storage.foi_follows.suggest(connection, each, now)
        elif Kind(old.kind) in HEARD and (old.kind, old.result) != (each.kind, each.result):
            await storage.foi_follows.revise(connection, old.id, each.kind, each.result)
    found = await of_request(connection, request)
    left = unconfirmed(found, events)
    for each in found:
        if each.state == "open" and each not in left:
            await storage.foi_follows.settle(connection, each.id, "confirmed")
    return left


async def of_request(connection: "AsyncConnection", request: "FoiRequest") -> "list[Suggestion]":
    """Everything that was ever suggested of a request."""
    found: dict[int, list[Suggestion]] = await storage.foi_follows.suggested(connection, [request.id])
    return found[request.id]


async def tell(
    connection: "AsyncConnection", request: "FoiRequest", reasons: Sequence[str], now: datetime
) -> None:
    """Tell whoever has the request in hand, with their next digest; or, if nobody has, organisers. Once."""
    if request.assignee is None:
        rows = [
            row
            for reason in reasons
            for row in await to_organisers(connection, request.campaign_id, request.id, reason, now)
        ]
    else:
        near = await networks(connection, request.campaign_id)
        whom = (await reach(connection, [request.assignee]))[request.assignee]
        at = when(now, whom.settings, urgent=False)
        rows = known(to_person(whom, request.id, reason, at, near=near) for reason in reasons)
    await storage.outbox.put_many(connection, rows, now)


def reason(suggestion: "Suggestion") -> str:
    """What a row of the outbox says of it."""
    return f"{SUGGESTED} {suggestion.id}"


def fitting(shown: "NewSuggestion", events: Sequence[Event]) -> "NewSuggestion | None":
    """What an entry means for a request with these events; None where it is not worth asking. Pure."""
    story = told([event for event in events if event.on <= shown.on_day])
    if shown.kind == Kind.ANSWERED and story.stage is Stage.REVIEW and story.answered is not None:
        return replace(shown, kind=Kind.REVIEW_ANSWERED.value)
    if shown.kind == Kind.CHASED and story.stage not in _OWED:
        return None
    return shown


def unconfirmed(suggestions: "Sequence[Suggestion]", events: Sequence[Event]) -> "list[Suggestion]":
    """Those of a request's suggestions that are still to be confirmed. Pure."""
    return [each for each in unrecorded(suggestions, events) if each.state == "open"]


def unrecorded(suggestions: "Sequence[Suggestion]", events: Sequence[Event]) -> "list[Suggestion]":
    """Those of a request's suggestions that were not dismissed and of which no event is recorded. Pure.

    An event stands for one of them, the likeliest.
    """
    counted = [each for each in suggestions if each.state != "dismissed"]
    pairs = [(each, event) for each in counted for event in events if _same(each, event)]
    taken: set[int] = set()
    recorded: set[int] = set()
    for each, event in sorted(pairs, key=_likeness):
        if each.id not in recorded and id(event) not in taken:
            recorded.add(each.id)
            taken.add(id(event))
    return [each for each in counted if each.id not in recorded]


def _likeness(pair: "tuple[Suggestion, Event]") -> tuple[bool, timedelta, bool, int]:
    each, event = pair
    return (not _message(event.url), abs(event.on - each.on_day), each.state == "open", each.id)


def event_of(suggestion: "NewSuggestion", result: Result | None = None, kind: Kind | None = None) -> Event:
    """The event to record, with its page as evidence; `result` and `kind` are what somebody knows better."""
    found = kind or Kind(suggestion.kind)
    given = Result(suggestion.result) if suggestion.result else None
    outcome = (result or given) if found in _ANSWERS else None
    # What was sent makes the page the request's own: the page, not a message on it.
    url = suggestion.url.partition("#")[0] if found is Kind.SENT else suggestion.url
    return Event(found, suggestion.on_day, result=outcome, url=url)


def is_open(suggestion: "NewSuggestion") -> bool:
    """Whether it is for somebody to say what came."""
    return Kind(suggestion.kind) in _ANSWERS and suggestion.result is None


def _same(suggestion: "NewSuggestion", event: Event) -> bool:
    """Whether an event is what a suggestion says: its very message, or of that kind and about that day."""
    message = _message(event.url)
    if message:
        return message == _message(suggestion.url)
    if abs(event.on - suggestion.on_day) > NEAR:
        return False
    kind = Kind(suggestion.kind)
    if is_open(suggestion):
        return event.kind in _ANY_RESPONSE
    return event.kind in _ANSWERS if kind in _ANSWERS else event.kind is kind


def _message(url: str) -> str:
    """Which message on the site an address leads to, empty for any other address."""
    fragment = url.partition("#")[2]
    return fragment if fragment.startswith(_MESSAGE) else ""
