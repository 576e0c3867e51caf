"""Is it about care? Care and health services by default; goods, works and IT as topics one can add.

Care is: anything under the Provider Selection Regime; the CPV division 85 but for vets (852); services, other
than IT and building, bought by NHS commissioners and their support units; and what public health or the NHS
commissions by name (sexual health, health visiting, drug and alcohol services ...) whoever the buyer is,
unless its main CPV code says plainly that it is something else.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from feeds.notice import Notice

_COMMISSIONER: Final = re.compile(
    r"\bintegrated care (?:board|system|partnership)\b|\bICB\b|clinical commissioning group|\bCCG\b"
    r"|commissioning support (?:unit|service)|\bCSU\b|\bNHS England\b|\bNHS Improvement\b",
    re.IGNORECASE,
)
_NHS: Final = re.compile(
    r"\bNHS\b|\bN\.H\.S\b|foundation trust|\bhospitals?\b|ambulance service|health\s?care trust"
    r"|integrated care|clinical commissioning|commissioning support|health board|primary care trust"
    r"|health (?:and|&) social care trust",
    re.IGNORECASE,
)
_PUBLIC_HEALTH: Final = re.compile(
    r"\b(?:public health|health visit|school (?:nurs|health)|0[\s-]?(?:to|-|–)[\s-]?(?:5|19|25)\b"
    r"|healthy child|sexual (?:and reproductive )?health|contracept"
    r"|health improvement|lifestyle service|suicide prevention"
    r"|(?:drug|substance|alcohol)s?(?: and alcohol| misuse| use| treatment| recovery)|smoking cessation"
    r"|stop smoking|smokefree|weight management|health check|healthwatch|oral health|infant feeding"
    r"|breastfeeding|immunis|vaccinat|mental health|wellbeing service|health (?:and|&) wellbeing"
    r"|nurs(?:e|ing)\b|midwif"
    r"|GP (?:service|practice|out of hours|enhanced)|primary care|community health|hospice|palliative"
    r"|continuing health\s?care|physiotherap|occupational therap|speech and language|podiatry"
    r"|patient transport|urgent care|urgent treatment|virtual ward|insourc|psychiatr"
    r"|psychological|counselling|talking therap"
    r"|autism|ADHD|intermediate care|reablement|domiciliary care|home\s?care|care home|nursing home"
    r"|residential care|extra care|supported living|social care"
    r"|(?:custod[a-z]*|prisons?|detention|police)\b(?: \w+){0,4} health\s?care"
    r"|health\s?care\b(?: \w+){0,4} (?:custody|prisons?|detention))[a-z]*",
    re.IGNORECASE,
)
_NO_CARE: Final = re.compile(r"\bpublic health (?:funeral|burial)|\bnurse call\b", re.IGNORECASE)
"""Funerals for those who have nobody, and bells: what sounds like care in a title and is none."""

_PLAIN: Final = ("50", "51", "55", "70", "77", "80", "90", "9837")
"""Main CPV codes that plainly say that something else is bought: repairs, training, cleaning, funerals ..."""

_IT: Final = ("72", "48", "302", "324", "642", "516")
_WORKS: Final = ("45", "44", "71")
_TOPIC_OF_CATEGORY: Final = {"goods": "goods", "works": "works", "services": "services"}


@dataclass(frozen=True, slots=True)
class Relevance:
    """Whether a notice is about care, and its topics: ``care``, ``it``, ``works``, ``goods`` or ``services``.

    `nhs`: an NHS body buys. `why` gives the reasons in words.
    """

    health: bool
    nhs: bool
    topics: tuple[str, ...]
    why: tuple[str, ...]


def care_codes(codes: Iterable[str]) -> tuple[str, ...]:
    """Those CPV codes that are health and social work services: division 85 without the vets'."""
    return tuple(code for code in codes if code.startswith("85") and not code.startswith("852"))


@lru_cache(maxsize=8_192)
def commissions_care(name: str) -> bool:
    """Whether `name` is that of an NHS commissioner or a commissioning support unit."""
    return bool(_COMMISSIONER.search(name))


@lru_cache(maxsize=8_192)
def is_nhs(name: str) -> bool:
    """Whether `name` is that of a body of the health service."""
    return bool(_NHS.search(name) or _COMMISSIONER.search(name))


def relevance(notice: Notice) -> Relevance:
    """Whether and why `notice` is about care, and its topics."""
    why: list[str] = []
    topic = _topic(notice)
    if notice.psr_kind is not None:
        why.append("under the Provider Selection Regime")
    codes = care_codes(notice.cpv)
    if codes:
        why.append(f"CPV {codes[0]}: health and social work services")
    names = [buyer.name for buyer in notice.buyers]
    nhs = any(is_nhs(name) for name in names)
    if topic == "services":
        if any(commissions_care(name) for name in names):
            why.append("services bought by an NHS commissioner")
        plain = bool(notice.cpv) and notice.cpv[0].startswith(_PLAIN)
        named = None if plain else _PUBLIC_HEALTH.search(_NO_CARE.sub(" ", notice.title))
        if named:
            why.append(f"its title speaks of “{named[0].lower()}”")
    topics = (("care",) if why else ()) + ((topic,) if topic and not (why and topic == "services") else ())
    return Relevance(health=bool(why), nhs=nhs, topics=topics, why=tuple(why))


def _topic(notice: Notice) -> str:
    """What is bought: by its main CPV code, else by the category the notice gives."""
    main = notice.cpv[0] if notice.cpv else ""
    if main.startswith(_IT):
        return "it"
    if main.startswith(_WORKS):
        return "works"
    if notice.category:
        return _TOPIC_OF_CATEGORY.get(notice.category, "")
    if main:
        return "goods" if main < "50" else "services"
    return "services" if notice.psr_kind is not None else ""
