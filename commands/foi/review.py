"""`foi review`: a review was asked for, and what became of it."""

from datetime import date
from typing import Final

from commands.cards import foi_letter
from commands.cards.foi_recorded import recorded
from commands.core.context import Context
from commands.core.declare import Area, Parameter, Permission, Type, command
from commands.core.errors import BadArguments
from commands.core.reply import Block, Reply
from commands.desk.cases import Case
from commands.desk.happening import happen, today
from commands.desk.lettering import addressee, draft, fits, records
from commands.desk.parameters import HAPPENED_ON, READ_AT, REQUEST
from law import letters
from law.foi.clock import Stage
from law.foi.story import Event, Kind, Result

_WHAT: Final = {
    "asked": Kind.REVIEW_ASKED,
    "acknowledged": Kind.ACKNOWLEDGED,
    "extended": Kind.REVIEW_EXTENDED,
    "answered": Kind.REVIEW_ANSWERED,
}


@command(
    "foi review",
    "Say that you asked for a review, with its letter, and what became of it",
    aliases=("review",),
    parameters=(
        REQUEST,
        Parameter(
            "what",
            Type.CHOICE,
            "Asked if not said; or acknowledged, extended, answered",
            False,
            choices=tuple(_WHAT),
        ),
        Parameter("how", Type.CHOICE, "How the review ended", False, choices=tuple(map(str, Result))),
        HAPPENED_ON,
        Parameter(
            "until",
            Type.DATE,
            "The day until which they need longer",
            False,
            keywords=("until",),
            direction="future",
        ),
        READ_AT,
    ),
    examples=(
        "foi review 12",
        "foi review 12 answered refused yesterday",
        "foi review 12 extended until 18 December",
    ),
    permission=Permission.VOLUNTEER,
    area=Area.FOI,
)
async def review(
    context: Context,
    id: int,  # noqa: A002
    what: str | None,
    how: str | None,
    on: date | None,
    until: date | None,
    url: str | None,
) -> Reply:
    """With the request for a review comes the letter that asks for it."""
    said = what or ("answered" if how else "extended" if until else "asked")
    if how and said != "answered":
        raise BadArguments(
            "foi review",
            f"Only an answer to a review is {how}.",
            understood=f"foi review {id} {said}",
            instead=f"foi review {id} answered {how}",
        )
    if until and said != "extended":
        raise BadArguments(
            "foi review",
            "Only a review that takes longer has a day until which.",
            understood=f"foi review {id} {said}",
            instead=f"foi review {id} extended until 18 December",
        )
    event = Event(
        _WHAT[said], on or today(context), until, result=Result(how) if how else None, url=url or ""
    )
    happened = await happen(context, id, event)
    more = _letter(context, happened.before) if said == "asked" else ()
    return recorded(context, happened, more)


def _letter(context: Context, before: Case) -> tuple[Block, ...]:
    """The letter that asks for the review, as the request stood before it was asked for."""
    stage = before.clock.stage
    usual = letters.get("review_delay" if stage is Stage.WAITING else "review_general")
    asking = (each for each in fits(before, {}) if records(each, stage) is Kind.REVIEW_ASKED)
    made = draft(context.register, before, next(asking, usual), {}, today(context))
    return foi_letter.card(context, before, made, addressee(context.register, before.request))
