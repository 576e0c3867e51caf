"""Letters of a request: which fit, what goes in, and where they are sent from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

import storage
from commands.core.dates import read_date
from law import letters
from law.foi.clock import Stage
from law.foi.story import Kind
from law.letters import Filled, Form, Letter, Recipient, links
from law.letters.fitting import fitting
from law.letters.known import known
from register import Register
from register.model import Body

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from commands.desk.cases import Case
    from storage.foi_requests import FoiRequest

_GIVEN: Final = re.compile(r"(?:^|;)\s*([a-z][a-z0-9_]*)\s*[=:]\s*")


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter filled in for a request. `given` are the fields that somebody gave themselves.

    `link` is where it is sent from, None where that is not known; `whole` says that the letter is in it.
    """

    letter: Letter
    filled: Filled
    given: Mapping[str, str]
    link: str | None = None
    whole: bool = False


async def own_letters(connection: "AsyncConnection", campaign_id: int) -> dict[str, Letter]:
    """The letters a campaign has written itself, by name; one that can no longer be read is left out."""
    found = {}
    for each in await storage.foi_letters.all_of(connection, campaign_id):
        try:
            found[each.name] = replace(letters.parse(each.name, each.words), version=each.version)
        except letters.LetterProblem:
            continue
    return found


def choose(name: str, own: Mapping[str, Letter]) -> Letter | None:
    """The letter of that name, a campaign's own before ours; None where there is none."""
    if name in own:
        return own[name]
    return letters.get(name) if name in letters.names() else None


def fits(case: "Case", own: Mapping[str, Letter]) -> list[Letter]:
    """The letters that are of use where the request stands, the one for the next step first."""
    request, stage = case.request, case.clock.stage
    names = list(fitting(case.clock, case.events, request.regime))
    if stage is Stage.DRAFT and request.letter:
        names.insert(0, request.letter)
    names += [
        name
        for name, each in own.items()
        if request.regime in each.regimes and (not each.stages or stage in each.stages)
    ]
    found = (choose(name, own) for name in dict.fromkeys(names))
    return [letter for letter in found if letter is not None]


def draft(register: Register, case: "Case", letter: Letter, given: Mapping[str, str], today: date) -> Draft:
    """The letter with what is known and what was `given` in it."""
    request = case.request
    body = addressee(register, request)
    authority = body.name if body else request.body_name
    fields = known(authority, request.subject, case.events, case.clock, request.regime)
    fields |= values(letter, given, today)
    filled = letters.fill(letter, fields, request.regime)
    made = Draft(letter, filled, given)
    if letter.to is not Recipient.AUTHORITY:
        return made
    if case.clock.stage is not Stage.DRAFT:
        page = links.followup(request.url or "", review=letter.name.startswith("review_"))
        return Draft(letter, filled, given, page)
    contact = register.contacts(body.code).whatdotheyknow if body else None
    slug = links.body_slug(contact.value) if contact else None
    if slug is None:
        return made
    link = links.wdtk(slug, filled.subject, filled.body)
    return Draft(letter, filled, given, link.url, link.whole)


def addressee(register: Register, request: "FoiRequest") -> Body | None:
    """The body to write to: the one that was asked, or the one body that has taken its place since."""
    body = register.body(request.body_code)
    if body is None or body.status == "open":
        return body
    heirs = register.now(body)
    return heirs[0][0] if len(heirs) == 1 else None


def read_given(text: str) -> dict[str, str]:
    """``service = community nursing; since = 1 April 2024`` as fields by name; empty where it is none."""
    marks = list(_GIVEN.finditer(text))
    if not marks or marks[0].start() > 0:
        return {}
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return {mark[1]: text[mark.end() : end].strip(" ;") for mark, end in zip(marks, ends, strict=True)}


def records(letter: Letter, stage: Stage) -> Kind | None:
    """What has happened once this letter was sent; None where that is nothing to record."""
    if stage is Stage.DRAFT:
        return Kind.SENT
    if letter.to is Recipient.COMMISSIONER:
        return Kind.ICO_COMPLAINED
    by_name = {
        "chase": Kind.CHASED,
        "review": Kind.REVIEW_ASKED,
        "clarification": Kind.CLARIFICATION_GIVEN,
    }
    return by_name.get(letter.name.partition("_")[0])


async def of_batch(connection: "AsyncConnection", request: "FoiRequest", letter: Letter) -> dict[str, str]:
    """The fields of `letter` that the batch of a request gives, the same for all its bodies."""
    if request.batch_id is None:
        return {}
    batch = await storage.foi_batches.get(connection, request.batch_id)
    asked = {each.name for each in letter.fields}
    return {name: text for name, text in batch.fields.items() if name in asked} if batch else {}


def values(letter: Letter, given: Mapping[str, str], today: date) -> dict[str, str | date]:
    """What was `given` as it goes into `letter`: days as days."""
    days = {each.name for each in letter.fields if each.form is Form.DAY}
    return {name: (name in days and read_date(text, today)) or text for name, text in given.items()}
