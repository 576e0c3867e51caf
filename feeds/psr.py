"""Whether a release is a notice under England's Provider Selection Regime (SI 2023/1348), and of which kind.

Nothing in the data says so: the notices use the forms of the older rules, their tags do not tell an intention
from a confirmation, and a correction carries both the old words and the new. So the words are read, in the
fields where the publisher speaks, and always as the notice now stands: the new text of a correction first,
its old text never, except to know which regime it is about.

The Welsh regime (SI 2025/99 W.) uses the same words and is out of scope: regime known, kind None.
"""

import re
from dataclasses import dataclass
from typing import Final

from feeds.form import Form
from feeds.notice import PsrKind, PsrProcess, Regime, Stage
from feeds.psr_fields import Words, misleading_suppliers, sort, texts
from feeds.psr_mention import HINTS, PROCESS_HINTS, Mention, mention, process
from feeds.psr_sayings import DECLARED, NAMED, TOLD, sayings
from feeds.raw import Raw, record, records

_RANK: Final = (
    PsrKind.MODIFICATION,
    PsrKind.CONFIRMATION_OF_AWARD,
    PsrKind.INTENDED_APPROACH,
    PsrKind.INTENTION_TO_AWARD,
    PsrKind.COMPETITION_OR_CALL,
    PsrKind.MARKET_ENGAGEMENT,
)
_OF_NUMBER: Final = {
    "UK1": PsrKind.MARKET_ENGAGEMENT,
    "UK2": PsrKind.MARKET_ENGAGEMENT,
    "UK3": PsrKind.MARKET_ENGAGEMENT,
    "UK4": PsrKind.COMPETITION_OR_CALL,
    "UK5": PsrKind.TRANSPARENCY_CITING_PSR,
    "UK6": PsrKind.AWARD_CITING_PSR,
    "UK7": PsrKind.AWARD_CITING_PSR,
    "UK10": PsrKind.MODIFICATION,
}
_WELSH_NAME: Final = re.compile(
    r"\b(?:wales|cymru|welsh|gwent|powys|hywel dda|cwm taf|betsi|swansea|cardiff|velindre|rhondda|gwynedd)\b"
    r"|university health board|local health board",
    re.IGNORECASE,
)
_ENOUGH: Final = {
    # form of the release -> how firmly a kind must be said to count
    "award": {
        PsrKind.CONFIRMATION_OF_AWARD: NAMED,
        PsrKind.INTENTION_TO_AWARD: NAMED,
        PsrKind.INTENDED_APPROACH: NAMED,
        PsrKind.MODIFICATION: TOLD,
    },
    "tender": {
        PsrKind.CONFIRMATION_OF_AWARD: DECLARED,
        PsrKind.INTENTION_TO_AWARD: DECLARED,
        PsrKind.INTENDED_APPROACH: DECLARED,
        PsrKind.MODIFICATION: DECLARED,
        PsrKind.COMPETITION_OR_CALL: DECLARED,
    },
    "planning": {
        PsrKind.INTENTION_TO_AWARD: DECLARED,
        PsrKind.INTENDED_APPROACH: NAMED,
        PsrKind.CONFIRMATION_OF_AWARD: DECLARED,
        PsrKind.MODIFICATION: DECLARED,
    },
    "change": {
        PsrKind.CONFIRMATION_OF_AWARD: NAMED,
        PsrKind.INTENTION_TO_AWARD: NAMED,
        PsrKind.INTENDED_APPROACH: NAMED,
        PsrKind.MODIFICATION: DECLARED,
        PsrKind.COMPETITION_OR_CALL: DECLARED,
    },
}


@dataclass(frozen=True, slots=True)
class PsrReading:
    """What the words of a release say. `regime` is PSR_ENGLAND or PSR_WALES; `kind` None only for Wales.

    `statements` are the publisher's own words, current ones only, for whoever reads on (stated dates).
    """

    regime: Regime
    kind: PsrKind | None
    process: PsrProcess | None
    why: tuple[str, ...]
    statements: tuple[str, ...]


def read(release: Raw, form: Form, *, health: bool) -> PsrReading | None:
    """The PSR reading of `release`, or None when it is no PSR notice.

    `health` says whether buyer or CPV codes are about care: only then do the letters "PSR" alone, or the
    names of the regime's processes, count.
    """
    raw = list(texts(release))
    joined = "\n".join(text for _, text in raw).lower()
    hints = HINTS + PROCESS_HINTS if health and form.legacy else HINTS
    if not any(hint in joined for hint in hints):
        return None
    words = sort(raw, misleading_suppliers(release))
    seen = _mention((*words.changes, *words.standing, *words.titles))
    referred = _mention(words.references)
    seen |= Mention(bare=referred.bare or referred.full)
    earlier = Mention()
    if not _is_psr(seen, form, health=health):
        earlier = _mention(words.past)
        if not _is_psr(earlier, form, health=health):
            return None
    everything = (*words.changes, *words.standing, *words.titles)
    every_text = " | ".join(everything)
    named = process(every_text)
    if _is_welsh(seen | earlier, release):
        return PsrReading(Regime.PSR_WALES, None, named, ("the Welsh regime, out of scope",), everything)
    kind, why = _kind(words, form, named)
    cited = "the regime is named" if seen.full or earlier.full else "it speaks of PSR or of its processes"
    return PsrReading(Regime.PSR_ENGLAND, kind, named, (cited, why), everything)


def _is_psr(seen: Mention, form: Form, *, health: bool) -> bool:
    if form.regime is Regime.SCOTLAND:
        return False
    if seen.full or (seen.aside and health and form.legacy):
        return True
    return health and (seen.bare or (seen.process and form.legacy))


def _is_welsh(seen: Mention, release: Raw) -> bool:
    buyers = [
        party
        for party in records(release.get("parties"))
        if isinstance(party.get("roles"), list) and "buyer" in party["roles"]
    ]
    welsh_buyer = any(_welsh(party) for party in buyers)
    return welsh_buyer or (seen.wales and not seen.england)


def _welsh(party: Raw) -> bool:
    region = record(party.get("address")).get("region")
    if isinstance(region, str) and region.upper().startswith(("UKL", "TLL")):
        return True
    if any(
        each.get("id") == "GB-WLS" for each in records(record(party.get("details")).get("classifications"))
    ):
        return True
    name = party.get("name")
    return isinstance(name, str) and not isinstance(region, str) and bool(_WELSH_NAME.search(name))


def _kind(words: Words, form: Form, named: PsrProcess | None) -> tuple[PsrKind, str]:
    """The kind and the reason in words; `named` is the process the words name."""
    if not form.legacy and form.notice_type:
        if form.notice_type in {"UK1", "UK2", "UK3"}:
            said = _said("planning", (*words.changes, *words.standing), words.titles)
            if said and said[0] is PsrKind.INTENDED_APPROACH:
                return said
        kind = _OF_NUMBER.get(form.notice_type, PsrKind.UPDATE_OR_OTHER)
        return kind, f"PSR is cited in a {form.notice_type} notice"
    if form.stage in {Stage.TERMINATION, Stage.CANCELLATION}:
        return PsrKind.UPDATE_OR_OTHER, "it ends or abandons something"
    if form.stage is Stage.AMENDMENT:
        return PsrKind.MODIFICATION, "it changes a contract"
    if form.updated:
        said = _said("change", words.changes)
        if said or not form.status:  # without a status it holds the changed fields only
            said = said or _said("tender", words.standing, words.titles)
            return said or (PsrKind.UPDATE_OR_OTHER, "a change that does not say what the notice is now")
    if form.stage in {Stage.AWARD, Stage.CONTRACT}:
        urgent = named is PsrProcess.URGENT
        said = _said("award", words.standing, words.titles, urgent=urgent)
        if not said and urgent:
            return PsrKind.CONFIRMATION_OF_AWARD, "an urgent award, which is told of once it is made"
        return said or (
            PsrKind.AWARD_UNCLEAR,
            "an award that does not say whether it is intended or confirmed",
        )
    if form.stage is Stage.TENDER:
        said = _said("tender", words.standing, words.titles)
        return said or (PsrKind.COMPETITION_OR_CALL, "the form of a call")
    if form.stage is Stage.PLANNING:
        said = _said("planning", words.standing, words.titles)
        return said or (PsrKind.MARKET_ENGAGEMENT, "the form of an early notice")
    return PsrKind.UPDATE_OR_OTHER, "its form is not known"


def _said(
    form: str, told: tuple[str, ...], titles: tuple[str, ...] = (), *, urgent: bool = False
) -> tuple[PsrKind, str] | None:
    """What the texts say it is, if they say so firmly enough for this form.

    "This contract has been awarded" is often said of an award that is only intended, but for `urgent` ones.
    """
    enough = _ENOUGH[form]
    best: dict[PsrKind, tuple[int, str]] = {}
    for text, title in [(text, False) for text in told] + [(text, True) for text in titles]:
        for saying in sayings(text, title=title):
            if saying.weight > best.get(saying.kind, (0, ""))[0]:
                best[saying.kind] = (saying.weight, saying.words)
    fit = {kind: found for kind, found in best.items() if found[0] >= enough.get(kind, DECLARED + 1)}
    if not fit:
        return None
    firmest = max(weight for weight, _ in fit.values())
    kinds = [kind for kind in _RANK if kind in fit and fit[kind][0] == firmest]
    if form == "tender" and PsrKind.COMPETITION_OR_CALL in kinds:
        kinds = [PsrKind.COMPETITION_OR_CALL]
    loosely = form == "award" and not urgent and "awarded" in fit[kinds[0]][1]
    if loosely and PsrKind.INTENTION_TO_AWARD in kinds:
        kinds = [PsrKind.INTENTION_TO_AWARD]
    manner = {DECLARED: "it says", TOLD: "it tells", NAMED: "it mentions"}[firmest]
    return kinds[0], f"{manner} “{fit[kinds[0]][1]}”"


def _mention(told: tuple[str, ...]) -> Mention:
    found = Mention()
    for text in told:
        found |= mention(text)
    return found
