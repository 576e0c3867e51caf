"""A batch before it is made: which letter to whom on what day, whose each is, and what may go wrong.

What is shown and what is made are the same plan, made of the same draft.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import storage
from commands.core.errors import NotPossible
from commands.desk.cases import Desk
from commands.desk.ledger import ledgers
from commands.desk.lettering import choose, own_letters, values
from commands.desk.sharing import send_days, shares
from law import letters
from law.errors import BeyondHorizon
from law.foi.costs import Aggregation
from law.foi.regime import Regime
from law.foi.story import Stage
from law.letters import Field, Filled, Form, Letter, Recipient
from law.letters.fitting import REQUESTS
from register import Register
from register.model import Body

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.foi_batches import NewBatch

_OURS: Final = ("authority", "subject")
"""Fields of a first letter that the desk fills in for each body."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One request of a batch: to `body`, to be sent on `on`, in the hands of `person` (None: nobody's)."""

    body: Body
    on: date
    person: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A batch as it is to be made. `example` is the first letter; `missing` names what nobody gave for it.

    `names` are those of the people who share it, in their order; `warned` what the law may cost together
    with it, by the body's code.
    """

    batch: "NewBatch"
    letter: Letter
    regime: Regime
    example: Filled
    planned: tuple[Planned, ...]
    names: Mapping[int, str]
    warned: Mapping[str, Aggregation]

    @property
    def missing(self) -> tuple[Field, ...]:
        """What is still to be given before it can be made."""
        return self.example.missing


async def first_letter(connection: "AsyncConnection", campaign_id: int, name: str) -> Letter:
    """The letter of that name, ours or the campaign's, to begin requests with. Raises `NotPossible`."""
    own = await own_letters(connection, campaign_id)
    letter = choose(name, own)
    if letter is None:
        raise NotPossible(f"There is no letter “{name}” any more.", "letters")
    if not begins(letter):
        fit = ", ".join([*REQUESTS, *(each.name for each in own.values() if begins(each))])
        raise NotPossible(f"{letter.name} is no letter to begin a request with. Such are: {fit}.", "letters")
    return letter


def begins(letter: Letter) -> bool:
    """Whether a request may begin with it."""
    return letter.to is Recipient.AUTHORITY and (not letter.stages or Stage.DRAFT in letter.stages)


def regime_of(letter: Letter) -> Regime:
    """The law that requests with this letter are made under: FOIA where it is made for that."""
    return Regime.FOIA if Regime.FOIA in letter.regimes else letter.regimes[0]


def about(letter: Letter, subject: str, fields: Mapping[str, str], today: date) -> tuple[str, dict[str, str]]:
    """The subject of the requests, and the fields as they are kept: days written out.

    `subject` goes into the letter where it asks for one thing only that was not given; then, and where there
    is none, the letter's own subject is the requests'.
    """
    given = {name: text for name, text in fields.items() if text}
    wanted = [
        each.name
        for each in letter.fields
        if each.form is not Form.DAY and not each.optional and each.name not in (*_OURS, *given)
    ]
    if subject and len(wanted) == 1:
        given[wanted[0]] = subject
    kept = {name: _written(value) for name, value in values(letter, given, today).items()}
    if subject and len(wanted) != 1:
        return subject, kept
    return fill(letter, kept, "", subject, regime_of(letter), today).subject, kept


def fill(
    letter: Letter, fields: Mapping[str, str], authority: str, subject: str, regime: Regime, today: date
) -> Filled:
    """A first letter to `authority`, with the fields of a batch in it."""
    known = {"authority": authority, "subject": subject}
    return letters.fill(letter, {**values(letter, fields, today), **known}, regime)


async def plan(
    connection: "AsyncConnection",
    register: Register,
    desk: Desk,
    batch: "NewBatch",
    people: Sequence[int],
    today: date,
) -> Plan:
    """What this batch makes. Raises `NotPossible`, in words."""
    letter = await first_letter(connection, batch.campaign_id, batch.letter)
    regime = regime_of(letter)
    bodies = [body for code in batch.bodies if (body := register.body(code)) is not None]
    try:
        days = send_days(len(bodies), batch.first_day, batch.per_day, desk.calendars.of(regime))
    except BeyondHorizon as problem:
        raise NotPossible(str(problem)) from None
    whose = shares(len(bodies), people)
    planned = tuple(map(Planned, bodies, days, whose))
    on = {each.body.code: each.on for each in planned}
    return Plan(
        batch,
        letter,
        regime,
        fill(letter, batch.fields, bodies[0].name, batch.subject, regime, today),
        planned,
        await storage.accounts.names(connection, people),
        await ledgers(connection, desk, on, batch.subject, batch.letter),
    )


def complete(found: Plan) -> Plan:
    """The plan, if nothing is missing for its letters. Raises `NotPossible`."""
    if found.missing:
        letter, wanted = found.letter.name, ", ".join(each.name for each in found.missing)
        raise NotPossible(f"The letter {letter} has changed, and asks for {wanted} now. Preview a new batch.")
    return found


def _written(value: str | date) -> str:
    return value if isinstance(value, str) else f"{value.day} {value:%B %Y}"
