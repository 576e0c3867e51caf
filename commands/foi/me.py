"""`me`: when and where somebody wants to be written to."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

import storage
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Type, command
from commands.core.errors import BadArguments, NotPossible
from commands.core.here import author
from commands.core.moments import counted
from commands.core.reply import Block, Code, Fields, Heading, Line, Note, Reply, Text
from commands.core.request import Platform
from commands.core.text import shown
from commands.desk.hours import zone_of

if TYPE_CHECKING:
    from storage.people import Account
    from storage.person_settings import PersonSettings

_NETWORKS = (Platform.DISCORD, Platform.MATRIX)
_ANY = "any"
_HOME = "wherever the campaign is at home"
_HOUR = re.compile(r"(?P<hour>\d{1,2})(?:[:.]00)?\s*(?P<half>am|pm)?")
_EXAMPLES = {
    "zone": "me zone Europe/London",
    "digest": "me digest 9",
    "quiet": "me quiet 20-8",
    "network": "me network matrix",
}


@command(
    "me",
    "When and where I write to you in private: zone, daily digest, quiet hours, network",
    parameters=(
        Parameter("what", Type.CHOICE, "What to set", required=False, choices=tuple(_EXAMPLES)),
        Parameter("value", Type.TEXT, "The zone, the hour, the hours (20-8) or the network", required=False),
    ),
    examples=("me", "me digest 8", "me quiet 21-9", "me quiet off", "me zone Europe/Dublin"),
    area=Area.FOI,
    private=True,
)
async def me(context: Context, what: str | None, value: str | None) -> Reply:
    """Show or change it; it counts on every network and for every campaign."""
    asked = context.request
    database = await context.services.database()
    if what is None or value is None:
        async with database.read() as connection:
            person = await storage.people.person_of(connection, asked.platform, asked.author.id)
            known = storage.person_settings.PersonSettings()
            accounts: tuple[Account, ...] = ()
            if person is not None:
                known = await storage.person_settings.get(connection, person)
                accounts = (await storage.accounts.of_people(connection, [person]))[person]
        return _shown(context, known, accounts)
    async with database.write() as connection:
        person = await author(context, connection)
        before = await storage.person_settings.get(connection, person)
        accounts = (await storage.accounts.of_people(connection, [person]))[person]
        after = _network(before, value, accounts) if what == "network" else _SETTERS[what](before, value)
        await storage.person_settings.put(connection, person, after)
    words = f"{_LABELS[what]}: {_SAID[what](after)}."
    back: Line = ("The way back: ", Code(context.type(f"me {what} {_typed(before, what)}")), ".")
    return Reply((Text((words,)), Text(back)))


def _zone(before: "PersonSettings", value: str) -> "PersonSettings":
    wanted = value.casefold().replace(" ", "_")
    zones = available_timezones()
    found = [zone for zone in zones if zone.casefold() == wanted]
    found = found or sorted(zone for zone in zones if zone.casefold().rpartition("/")[2] == wanted)
    if not found:
        wrong = f"“{shown(value)}” is no time zone I know. They are named by a city: Europe/Paris."
        raise BadArguments("me", wrong, instead=_EXAMPLES["zone"])
    return replace(before, zone=found[0])


def _digest(before: "PersonSettings", value: str) -> "PersonSettings":
    return replace(before, digest_hour=_read_hour(value, "digest"))


def _quiet(before: "PersonSettings", value: str) -> "PersonSettings":
    if value.casefold() in ("off", "none", "no"):
        return replace(before, quiet_from=0, quiet_to=0)
    begin, _, end = re.sub(r"\s*(?:-|–|—|\bto\b|\buntil\b)\s*", "-", value.casefold()).partition("-")
    return replace(before, quiet_from=_read_hour(begin, "quiet"), quiet_to=_read_hour(end, "quiet"))


def _read_hour(value: str, what: str) -> int:
    """A whole hour of the day. Raises `BadArguments`."""
    found = _HOUR.fullmatch(value.casefold().strip())
    hour = int(found["hour"]) if found else 24
    if found and found["half"]:
        hour = hour % 12 + (12 if found["half"] == "pm" else 0) if 1 <= hour <= 12 else 24
    if hour > 23:
        wrong = f"“{shown(value)}” is no full hour: 0 to 23, or 8pm."
        raise BadArguments("me", wrong, understood=f"me {what}", instead=_EXAMPLES[what])
    return hour


def _network(before: "PersonSettings", value: str, accounts: "tuple[Account, ...]") -> "PersonSettings":
    wanted = value.casefold()
    if wanted == _ANY:
        return replace(before, platform=None)
    if wanted not in _NETWORKS:
        raise BadArguments(
            "me", f"“{shown(value)}” is none of: discord, matrix, any.", instead="me network any"
        )
    if wanted not in {account.platform for account in accounts}:
        wrong = f"I know no account of yours on {wanted.title()}. Link it first."
        raise NotPossible(wrong, "link")
    # Somebody who names a network wants it tried again, although it let nobody write to them before.
    closed = before.closed - {wanted}
    since = before.closed_at if closed else None
    return replace(before, platform=wanted, closed=closed, closed_at=since)


def _hours(settings: "PersonSettings") -> str:
    if settings.quiet_from == settings.quiet_to:
        return "none"
    return f"{settings.quiet_from}:00 to {settings.quiet_to}:00; only what is urgent comes then"


_SETTERS: dict[str, Callable[["PersonSettings", str], "PersonSettings"]] = {
    "zone": _zone,
    "digest": _digest,
    "quiet": _quiet,
}
_LABELS = {
    "zone": "Time zone",
    "digest": "Daily digest at",
    "quiet": "Quiet hours",
    "network": "Network",
}
_SAID: dict[str, Callable[["PersonSettings"], str]] = {
    "zone": lambda settings: settings.zone,
    "digest": lambda settings: f"{settings.digest_hour}:00",
    "quiet": _hours,
    "network": lambda settings: settings.platform.title() if settings.platform else _HOME,
}


def _typed(settings: "PersonSettings", what: str) -> str:
    """The value as it is typed."""
    quiet = f"{settings.quiet_from}-{settings.quiet_to}"
    values = {
        "zone": settings.zone,
        "digest": str(settings.digest_hour),
        "quiet": "off" if settings.quiet_from == settings.quiet_to else quiet,
        "network": settings.platform or _ANY,
    }
    return values[what]


def _shown(context: Context, settings: "PersonSettings", accounts: "tuple[Account, ...]") -> Reply:
    local = context.request.now.astimezone(zone_of(settings))
    rows: list[tuple[str, Line]] = [(_LABELS[what], (_SAID[what](settings),)) for what in _EXAMPLES]
    rows[0] = (_LABELS["zone"], (f"{settings.zone}, where it is {local:%H:%M} now",))
    if accounts:
        names = ", ".join(f"{shown(each.name)} on {each.platform.title()}" for each in accounts)
        rows.append((counted(len(accounts), "account").partition(" ")[2].title(), (names,)))
    if settings.closed:
        closed = " and ".join(sorted(each.title() for each in settings.closed))
        rows.append(("Closed", (f"{closed} did not let me write to you in private",)))
    blocks: list[Block] = [Heading("When and where I write to you"), Fields(tuple(rows))]
    ways: Line = ("Change it: ",)
    for number, example in enumerate(_EXAMPLES.values()):
        ways = (*ways, *((", ",) if number else ()), Code(context.type(example)))
    join: Line = ("Join accounts on two networks with ", Code(context.type("link")), ".")
    blocks += [Text((*ways, ".")), Note(join)]
    return Reply(tuple(blocks))
