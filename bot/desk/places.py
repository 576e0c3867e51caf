"""Rows that name somebody in a channel who cannot be told in private, and rows that could go nowhere."""

from collections.abc import Sequence
from datetime import datetime

from commands.core.request import Platform
from commands.desk.telling import PURPOSE, Reach
from storage.channels import ChannelRole
from storage.outbox import NewRow

ABOUT = "for"
"""How the reason of a row begins that names somebody: ``for 7 nudge 2026-11-24 2026-12-01``."""
NOWHERE = ""
"""The channel of a row that there is no place for: a dead letter, for somebody to see and to revive."""


def mention(
    roles: Sequence[ChannelRole],
    whom: Reach,
    region: str | None,
    kind: str,
    subject_id: int,
    reason: str,
    key: str,
    at: datetime,
) -> NewRow | None:
    """A row that names somebody in one of a campaign's channels for the desk; None where it has none.

    Rather on a network where they have an account, and where it is about their request's region.
    """
    networks = {account.platform for account in whom.accounts}
    fitting = sorted(
        (each for each in roles if each.purpose == PURPOSE),
        key=lambda each: (each.platform not in networks, each.region != region, each.region is not None),
    )
    if not fitting:
        return None
    return NewRow(
        key=key,
        subject_kind=kind,
        subject_id=subject_id,
        reason=f"{ABOUT} {whom.person_id} {reason}",
        platform=fitting[0].platform,
        channel=fitting[0].channel_id,
        not_before=at,
    )


def nowhere(near: Sequence[str], kind: str, subject_id: int, reason: str, key: str, at: datetime) -> NewRow:
    """A row for which no place is known; `near` are the networks its campaign is at home on."""
    return NewRow(
        key=key,
        subject_kind=kind,
        subject_id=subject_id,
        reason=reason,
        platform=next(iter(near), Platform.DISCORD),
        channel=NOWHERE,
        not_before=at,
    )
