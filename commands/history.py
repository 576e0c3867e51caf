"""`history`: who was responsible for a place, era by era."""

from commands.cards.ambiguity import is_ambiguous, which_one
from commands.cards.territory import eras, subject
from commands.core.context import Context
from commands.core.declare import Parameter, Type, command
from commands.core.parse import Found
from commands.core.reply import Choice, Choices, Note, Outcome, Reply, Text
from register.model import Place, Why
from register.normalise import core


@command(
    "history",
    "Who was responsible for a place, and when",
    parameters=(Parameter("place", Type.PLACE, "A council district, county, postcode or body"),),
    examples=("history Cannock Chase", "history Lichfield"),
)
async def history(context: Context, place: Found) -> Reply:
    """Every era from the PCTs to today, with shares where a place was divided."""
    places = () if _is_a_body(place) else context.register.places(place.query)
    thing: Place | None = places[0] if places else None
    if thing is None and is_ambiguous(place):
        return which_one(context, place, "history")
    about = thing or subject(place.best)
    found = context.register.history(about)
    if not found:
        return Reply((Text(("The register does not know who was responsible there.",)),), Outcome.NOT_FOUND)
    words = "Shares are parts of the area; those of the PCT years are rough."
    if isinstance(about, Place) and found[-1].basis:
        words += f" What is said of today rests on {found[-1].basis}."
    note = Note((words,))
    codes = {body.code: body for body, _ in found[-1].bodies}
    options = tuple(Choice(f"{code} today", f"ccg {code}") for code in list(codes)[:3])
    return Reply((*eras(about, found), note, Choices(options)))


def _is_a_body(found: Found) -> bool:
    """Whether the body itself was asked for, not the place of its name: ``Devon CCG``, ``QJK``."""
    if found.best.place is not None:
        return False
    return found.best.why in (Why.CODE, Why.NAME) or core(found.query).kind is found.best.body.kind
