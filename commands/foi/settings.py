"""`foi settings`: what organisers may want otherwise at the desk: the ladder, the periods, who may claim."""

from dataclasses import replace
from typing import Final

from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.errors import BadArguments
from commands.core.here import ensure_campaign
from commands.core.moments import counted
from commands.core.reply import Block, Bold, Bullets, Code, Fields, Heading, Line, Note, Reply, Text
from commands.core.text import shown
from commands.desk.cases import desk_of
from commands.desk.recounting import recount
from commands.desk.settings import LIMITS, WEEKDAYS, Claims, DeskSettings, keep, settings_of

_RESET = "reset"
_LADDER: Final = {
    "acknowledgement": "asks whether it arrived, working days after sending",
    "before": "nudges, working days before an answer is due",
    "overdue": "says that the body is late, working days after",
    "second-chase": "the second reminder to the body, working days after",
    "complain": "drafts the complaint, working days after",
    "review-ask": "nudges to ask for a review, working days after the answer",
    "review-late": "says that a review is late, working days after",
    "ico": "nudges to complain, days after the outcome",
    "ico-before": "the last nudges to complain, days before its end",
    "tribunal": "nudges to appeal, days after the decision notice",
}
_OTHER: Final = {
    "ico-days": "days to complain to the Commissioner in",
    "claim-days": "days after which a claim lapses if nothing is done",
    "claims": "who may claim: anyone, or listed volunteers only",
    "digest": "the weekday of the team's digest",
}
_NAMES: Final = (*_LADDER, *_OTHER)


@command(
    "foi settings",
    "When the desk reminds, how long claims hold, and who may claim",
    parameters=(
        Parameter("what", Type.CHOICE, "What to set", required=False, choices=(*_NAMES, _RESET)),
        Parameter(
            "value", Type.TEXT, "A number of days or several, a weekday, anyone or listed", required=False
        ),
    ),
    examples=(
        "foi settings",
        "foi settings before 5 2 1",
        "foi settings claims listed",
        "foi settings claim-days 21",
    ),
    permission=Permission.ORGANISER,
    area=Area.ORGANISERS,
)
async def foi_settings(context: Context, what: str | None, value: str | None) -> Reply:
    """Show or change them; open requests are counted anew at once."""
    database = await context.services.database()
    async with database.write() as connection:
        campaign = await ensure_campaign(context, connection)
        before = await settings_of(connection, campaign.id)
        if what is None or (what != _RESET and value is None):
            return _shown(context, before, what)
        after = DeskSettings() if what == _RESET else _changed(before, what, value or "")
        await keep(connection, campaign.id, after)
        moved = await recount(connection, await desk_of(connection, campaign.id), context.request.now)
    names = [name for name in _NAMES if _value(before, name) != _value(after, name)]
    if not names:
        return Reply((Text(("It was like that already: nothing was changed.",)),))
    told = tuple((Bold(f"{name}: "), _value(after, name)) for name in names)
    blocks: list[Block] = [Heading("From now on"), Bullets(told)]
    if moved:
        blocks.append(Text((f"The date that counts moved for {counted(len(moved), 'request')}.",)))
    backs: tuple[Line, ...] = tuple(
        (Code(context.type(f"foi settings {name} {_value(before, name)}")),) for name in names
    )
    return Reply((*blocks, Text(("The way back:",)), Bullets(backs)))


def _changed(before: DeskSettings, name: str, value: str) -> DeskSettings:
    """With one of them otherwise. Raises `BadArguments`."""
    key, said = name.replace("-", "_"), value.casefold().strip()
    try:
        if name in _LADDER:
            known = before.ladder.to_dict()
            many = isinstance(known[key], list)
            return before.changed("ladder", known | {key: _numbers(said) if many else _number(said)})
        if name == "digest":
            return before.changed("team_digest", said)
        return before.changed(key, said if name == "claims" else _number(said))
    except ValueError:
        raise BadArguments(
            "foi settings",
            f"“{shown(value)}” cannot be {name}. {_form(before, name)}",
            understood=f"foi settings {name}",
            instead=f"foi settings {name} {_value(DeskSettings(), name)}",
        ) from None


def _form(settings: DeskSettings, name: str) -> str:
    """What may stand there."""
    key = name.replace("-", "_")
    if name in _LADDER:
        many = isinstance(settings.ladder.to_dict()[key], list)
        return "Numbers of days, or none." if many else "A number of days."
    if key in LIMITS:
        least, most = LIMITS[key]
        return f"A number of days from {least} to {most}."
    words = WEEKDAYS if name == "digest" else tuple(Claims)
    return f"One of: {', '.join(words)}."


def _value(settings: DeskSettings, name: str) -> str:
    """As it is typed."""
    key = name.replace("-", "_")
    if name in _LADDER:
        value = settings.ladder.to_dict()[key]
        return str(value) if isinstance(value, int) else " ".join(map(str, value)) or "none"
    return WEEKDAYS[settings.team_digest] if name == "digest" else str(getattr(settings, key))


def _number(said: str) -> int:
    return int(said.removesuffix("days").removesuffix("day"))


def _numbers(said: str) -> list[int]:
    return [] if said in ("none", "off", "no") else [int(each) for each in said.replace(",", " ").split()]


def _shown(context: Context, settings: DeskSettings, only: str | None) -> Reply:
    """All of them, or one."""
    words = {**_OTHER, **_LADDER}
    usual = replace(DeskSettings(), problems=settings.problems)
    rows: list[tuple[str, Line]] = []
    for name in (only,) if only else words:
        value, default = _value(settings, name), _value(usual, name)
        other = "" if value == default else f"; usually {default}"
        rows.append((name, (Bold(value), f" ({words[name]}{other})")))
    blocks: list[Block] = [Heading("How the desk works here"), Fields(tuple(rows))]
    blocks += [Note((problem,)) for problem in settings.problems]
    example = Code(context.type(f"foi settings {only or 'before'} {_value(settings, only or 'before')}"))
    change: Line = (
        "Change one: ",
        example,
        ". All as usual: ",
        Code(context.type("foi settings reset")),
        ".",
    )
    return Reply((*blocks, Text(change)))
