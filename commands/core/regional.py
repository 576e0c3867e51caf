"""Region channels set up in one go: from the names of a space's channels to what each is told."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import storage
from commands.core.context import Channel, Context
from commands.core.here import author, campaign_of, ensure_campaign, require_space
from commands.core.moments import counted
from commands.core.reply import (
    Bold,
    Bullets,
    Choice,
    Choices,
    Code,
    Heading,
    Line,
    Note,
    Outcome,
    Reply,
    Text,
)
from commands.core.text import shown
from commands.core.where import Areas, Where, read_where
from register import Register

if TYPE_CHECKING:
    from storage.subscriptions import NewSubscription, Subscription

_KINDS = {
    **dict.fromkeys(("tenders", "tender", "procurement", "notices"), "tenders"),
    **dict.fromkeys(("awards", "award", "contracts"), "awards"),
    **dict.fromkeys(("mergers", "merger", "boundaries"), "mergers"),
    "news": "news",
}
_FILLERS = frozenset(
    (
        *("the", "and", "nhs", "ccg", "ccgs", "icb", "icbs", "region", "regional", "local"),
        *("watch", "bot", "alerts", "feed", "feeds", "updates", "channel"),
    )
)
_KEPT = frozenset({"and", "the"})  # parts of names: Yorkshire and the Humber
_WORDS = {
    "tenders": "tenders",
    "awards": "awards",
    "mergers": "mergers",
    "news": "news",
    "all": "tenders, awards, mergers and news",
}
_SHOWN = 25


@dataclass(frozen=True, slots=True)
class Planned:
    """A channel and what it is to be told of where."""

    channel: str
    name: str
    kind: str
    areas: tuple[Where, ...]

    @property
    def words(self) -> str:
        """``mergers in Midlands (Y60)``."""
        places = (
            f"{len(self.areas)} boards" if len(self.areas) > 3 else ", ".join(a.words for a in self.areas)
        )
        return f"{_WORDS[self.kind]}: {places}"


def plan(channels: tuple[Channel, ...], register: Register, home: str | None) -> tuple[Planned, ...]:
    """What each channel is to be told, by its name; those whose names say nothing are left out.

    A name that says what but not where (``mergers``) is about the `home` region, else all of England.
    A channel is told of a place only where its name is that place's, not where it only resembles it.
    """
    found = []
    for channel in channels:
        words = [word for word in re.split(r"[^\w&']+|_", channel.name.casefold()) if word]
        kind = next((_KINDS[word] for word in words if word in _KINDS), None)
        rest = [word for word in words if word not in _KINDS]
        areas = _place(rest, register)
        if areas is None and kind is not None and not [w for w in rest if w not in _FILLERS]:
            areas = read_where(home or "England", register)
        if areas is not None and not areas.others:
            found.append(Planned(channel.id, channel.name, kind or "all", areas.areas))
    return tuple(found)


def _place(words: list[str], register: Register) -> Areas | None:
    for kept in (words, [w for w in words if w not in _FILLERS or w in _KEPT]):
        text = " ".join(kept)
        if text and (areas := read_where(text, register)):
            return areas
    return None


async def set_up(context: Context, *, confirmed: bool) -> Reply:
    """Show what each channel of this space would be told; once `confirmed`, make it so."""
    space = require_space(context)
    channels = await context.services.channels(context.request.platform, space)
    if not channels:
        blind: Line = (
            "I cannot see the names of this place's channels. Order it in each channel instead, such as ",
            Code(context.type("watch everything Midlands")),
            ".",
        )
        return Reply((Text(blind),))
    database = await context.services.database()
    async with database.read() as connection:
        campaign = await campaign_of(context, connection)
    planned = plan(channels, context.register, campaign.home_region if campaign else None)
    if not planned:
        none = (
            "No channel here is called after a region or board, as #midlands, #devon-tenders or #mergers are."
        )
        return Reply((Text((none,)),))
    if confirmed:
        return await _done(context, planned)
    return _preview(planned, len(channels) - len({each.channel for each in planned}))


def _preview(planned: tuple[Planned, ...], left: int) -> Reply:
    """What would be done. Others are counted, not named: who reads here may not know of each channel."""
    items: list[Line] = [(Bold(f"#{shown(each.name)}: "), each.words) for each in planned[:_SHOWN]]
    if len(planned) > _SHOWN:
        items.append((f"and {len(planned) - _SHOWN} more",))
    words = "Nothing is changed yet."
    if left:
        words += f" {counted(left, 'other channel')} left alone: their names say nothing of a place."
    go = Choices((Choice(f"Set up {counted(len(planned), 'channel')}", "watch set up yes"),))
    heading = Heading("What each channel would be told")
    return Reply((heading, Bullets(tuple(items)), Note((words,)), go), Outcome.AMBIGUOUS)


async def _done(context: Context, planned: tuple[Planned, ...]) -> Reply:
    subscriptions = storage.subscriptions
    request = context.request
    made: list[Subscription] = []
    database = await context.services.database()
    async with database.write() as connection:
        campaign = await ensure_campaign(context, connection)
        by = await author(context, connection)
        before = {each.id for each in await subscriptions.of_campaign(connection, campaign.id)}
        for each in planned:
            for area in each.areas:
                new: NewSubscription = subscriptions.NewSubscription(
                    campaign_id=campaign.id,
                    platform=request.platform,
                    channel=each.channel,
                    kind=subscriptions.Kind(each.kind),
                    region=area.region,
                    icb=area.icb,
                    body=area.body,
                )
                made.append(await subscriptions.add(connection, new, by, request.now))
    fresh = [each for each in made if each.id not in before]
    if not fresh:
        return Reply((Text(("Every one of these channels was set up so already.",)),))
    channels = counted(len({each.channel for each in fresh}), "channel")
    words = f"{channels} set up, {counted(len(fresh), 'subscription')}."
    numbers = [each.id for each in fresh]
    back = f"unwatch {numbers[0]}-{numbers[-1]}" if len(numbers) > 1 else f"unwatch {numbers[0]}"
    see = ("What every channel is told: ", Code(context.type("watching all")), ".")
    return Reply((Text((words,)), Text(see), Text(("The way back: ", Code(context.type(back)), "."))))
