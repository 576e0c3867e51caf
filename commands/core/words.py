"""How dates, shares and lists are written for people; pure formatting, British usage."""

from collections.abc import Sequence
from datetime import date

from register.model import Body, Kind

KIND_WORDS = {
    Kind.PCT: "Primary Care Trust (PCT)",
    Kind.CCG: "Clinical Commissioning Group (CCG)",
    Kind.ICB: "Integrated Care Board (ICB)",
    Kind.TRUST: "NHS trust (provides care)",
    Kind.CSU: "Commissioning Support Unit (CSU)",
    Kind.REGION: "NHS England region",
}


def day(value: date) -> str:
    """``1 April 2013``."""
    return f"{value.day} {value:%B %Y}"


def published(value: str) -> str:
    """A source's ISO date or month in words (``22 August 2026``, ``July 2025``); other words as they are."""
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        pass
    try:
        return f"{date.fromisoformat(f'{value}-01'):%B %Y}"
    except ValueError:
        return value


def weekday(value: date) -> str:
    """``Monday 1 April 2013``: for days that somebody may have to plan around."""
    return f"{value:%A} {day(value)}"


def percent(share: float | None) -> str:
    """A fraction as whole per cent, with "under 1%" and "nearly all" where rounding would mislead."""
    if share is None:
        return "a part"
    if share >= 0.995:
        return "100%" if share >= 1 else "nearly 100%"
    return f"{share:.0%}" if share >= 0.01 else "under 1%"


def listing(items: Sequence[str]) -> str:
    """``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def short_name(body: Body) -> str:
    """The official name with the long kind written short: ``NHS Devon ICB``."""
    return body.name.replace("Integrated Care Board", "ICB").replace("Clinical Commissioning Group", "CCG")


def region_name(region: Body) -> str:
    """``Midlands (Y60)``."""
    return f"{region.name.removeprefix('NHS England ')} ({region.code})"


def named(body: Body) -> str:
    """Short name and code: ``NHS Devon ICB (QJK)``."""
    return f"{short_name(body)} ({body.code})"


def lifetime(body: Body) -> str:
    """When it existed: ``1 April 2013 to 30 June 2022``, ``since 1 July 2022``."""
    if body.opened and body.closed:
        return f"{day(body.opened)} to {day(body.closed)}"
    if body.opened:
        return f"since {day(body.opened)}" if body.status == "open" else f"from {day(body.opened)}"
    if body.closed:
        return f"until {day(body.closed)}"
    return "dates not known"
