"""What a campaign may want otherwise at its FOI desk, and how that is kept.

Only what differs from the defaults is stored, so that a better default reaches everybody who never chose.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import storage
from law.foi.clock import ClockSettings
from law.foi.ladder import Ladder

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LIMITS = {"ico_days": (7, 183), "claim_days": (1, 90)}
"""The least and the most of each number, in calendar days."""


class Claims(StrEnum):
    """Who may take a task from the pool."""

    ANYONE = "anyone"
    """Whoever is in the campaign's space and does not only look on."""
    LISTED = "listed"
    """Only those whom an organiser made a volunteer or an organiser."""


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """How a campaign's desk works.

    `ladder` says what is told when, in working days; `ico_days` are the calendar days to complain to the
    Commissioner in; a claim lapses after `claim_days` in which its holder did nothing; the team's digest goes
    out on the weekday `team_digest`, 0 being Monday. `problems` says in words what of the stored settings
    could not be used, so that the default stands in its place.
    """

    ladder: Ladder = field(default_factory=Ladder)
    ico_days: int = 42
    claim_days: int = 30
    claims: Claims = Claims.ANYONE
    team_digest: int = 0
    problems: tuple[str, ...] = ()

    @property
    def clock(self) -> ClockSettings:
        """What of it the law's clock asks for."""
        return ClockSettings(ico_days=self.ico_days)

    def changed(self, name: str, value: object) -> "DeskSettings":
        """The same with one of them otherwise, as it is stored. Raises ValueError in words."""
        match name:
            case "ladder" if isinstance(value, Mapping):
                return replace(self, ladder=Ladder.from_dict(dict(value)))
            case "ico_days":
                return replace(self, ico_days=_within(name, value))
            case "claim_days":
                return replace(self, claim_days=_within(name, value))
            case "claims" if value in list(Claims):
                return replace(self, claims=Claims(str(value)))
            case "team_digest" if value in WEEKDAYS:
                return replace(self, team_digest=WEEKDAYS.index(str(value)))
        raise ValueError(f"{name} cannot be {value!r}")

    def to_dict(self) -> dict[str, Any]:
        """What differs from the defaults, as it is stored."""
        usual = DeskSettings()
        steps, usually = self.ladder.to_dict(), usual.ladder.to_dict()
        ladder = {name: value for name, value in steps.items() if value != usually[name]}
        found: dict[str, Any] = {"ladder": ladder} if ladder else {}
        for each in fields(self):
            value = getattr(self, each.name)
            if each.name not in ("ladder", "problems") and value != getattr(usual, each.name):
                found[each.name] = WEEKDAYS[value] if each.name == "team_digest" else value
        return found


def read(stored: Mapping[str, Any]) -> DeskSettings:
    """The settings that were stored; what cannot be used of them is named in `problems`."""
    found, problems = DeskSettings(), []
    for name, value in stored.items():
        try:
            found = found.changed(name, value)
        except ValueError as problem:
            problems.append(f"{problem}: the default is used.")
    return replace(found, problems=tuple(problems))


async def settings_of(connection: "AsyncConnection", campaign_id: int) -> DeskSettings:
    """How this campaign's desk works."""
    return read(await storage.foi_settings.get(connection, campaign_id))


async def keep(connection: "AsyncConnection", campaign_id: int, settings: DeskSettings) -> None:
    """Store it; requests that are open are counted anew with `commands.desk.recounting`."""
    await storage.foi_settings.put(connection, campaign_id, settings.to_dict())


def _within(name: str, value: object) -> int:
    least, most = LIMITS[name]
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ValueError(f"{name} is a number of days from {least} to {most}, not {value!r}")
    return value
