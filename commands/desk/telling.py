"""Rows of the outbox that tell people and channels of a campaign about its requests.

A row says what it is about and why, never the words; it is delivered, and its subject looked up again, by
`bot.delivery`. A row to a person goes to a private channel of theirs (`storage.people.private_channel`).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import storage
from commands.core.request import Platform
from commands.desk.hours import soon

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.channels import ChannelRole
    from storage.outbox import NewRow
    from storage.people import Account
    from storage.person_settings import PersonSettings

FOI = "foi"
"""The kind of subject that is a request; the reason then begins with one of the words below, or with the
kind of a step of the ladder and its day."""
EVENT = "event"
"""``event <id>``: somebody recorded this event (`storage.foi_events`)."""
ASSIGNED = "assigned"
"""``assigned <id>``: the task is theirs from now on (`storage.foi_history`)."""
RELEASED = "released"
"""``released <id>``: the task is theirs no longer, and somebody else saw to that (`storage.foi_history`)."""
HELPING = "helping"
"""``helping <id>``: they were asked to help (`storage.foi_history`)."""
MOVED = "moved"
"""``moved <ISO day> <ISO day>``: the date that counts moved from one to the other."""
FREE = "free"
"""``free <id>``: the task went back to the pool because nothing was heard (`storage.foi_history`)."""
SILENT = "silent"
"""``silent <ISO moment>``: its assignee was nudged, and has not been heard of since then."""
UNKEPT = "unkept"
"""``unkept <ISO day>``: the day an organiser wanted it by has passed."""
SUGGESTED = "suggested"
"""``suggested <id>``: its page shows that something happened (`storage.foi_follows`)."""
UNFOLLOWED = "unfollowed"
"""``unfollowed <ISO moment>``: its page is not there any more, and followed no longer."""

REMIND = "remind"
"""The kind of subject that somebody asked to be reminded of (`storage.foi_reminders`)."""
TEAM = "team"
"""The kind of subject that is a campaign's week."""
PERSON = "person"
"""The kind of subject that is somebody who cannot be written to in private."""

PURPOSE, ORGANISERS, GENERAL = "foi", "organisers", "general"
"""Purposes of channels (`setup channel`)."""
_WRITTEN_TO = (Platform.DISCORD, Platform.MATRIX)


@dataclass(frozen=True, slots=True)
class Reach:
    """Somebody, and where and when they want to be written to."""

    person_id: int
    accounts: "tuple[Account, ...]"
    settings: "PersonSettings"

    def account(self, near: Sequence[str] = ()) -> "Account | None":
        """The account to write to; `near` are networks to prefer where they have not chosen one.

        An account that let nobody write in private is the last resort. None where they have no account on a
        network at all.
        """
        mine = [each for each in self.accounts if each.platform in _WRITTEN_TO]
        order = [platform for platform in (self.settings.platform, *near) if platform]
        order += [each.platform for each in mine]
        return min(
            mine,
            key=lambda each: (each.platform in self.settings.closed, order.index(each.platform)),
            default=None,
        )


async def reach(connection: "AsyncConnection", people: Collection[int]) -> dict[int, Reach]:
    """Where and when each of these people can be written to."""
    accounts = await storage.accounts.of_people(connection, people)
    settings = await storage.person_settings.get_many(connection, people)
    return {person: Reach(person, accounts[person], settings[person]) for person in people}


async def networks(connection: "AsyncConnection", campaign_id: int) -> list[str]:
    """The networks a campaign is at home on: where its people are written to, unless they chose."""
    spaces = await storage.campaigns.spaces_of(connection, campaign_id)
    return list(dict.fromkeys(space.platform for space in spaces))


def to_person(
    whom: Reach,
    subject_id: int,
    reason: str,
    not_before: datetime,
    *,
    kind: str = FOI,
    near: Sequence[str] = (),
    once: object = None,
) -> "NewRow | None":
    """A row to a person; None where they have no account that can be written to.

    The same kind, subject and reason is told to a person once, wherever that is; `once` tells apart what may
    be told again for the same reason. For `not_before`: `commands.desk.hours`.
    """
    account = whom.account(near)
    if account is None:
        return None
    row: NewRow = storage.outbox.NewRow(
        key=storage.keys.key(kind, subject_id, reason, f"person {whom.person_id}", once),
        subject_kind=kind,
        subject_id=subject_id,
        reason=reason,
        platform=account.platform,
        channel=storage.people.private_channel(account.id),
        not_before=not_before,
    )
    return row


async def to_channel(
    connection: "AsyncConnection",
    campaign_id: int,
    region: str | None,
    subject_id: int,
    reason: str,
    now: datetime,
    *,
    kind: str = FOI,
    purposes: Sequence[str] = (PURPOSE, GENERAL),
    but: tuple[str, str] | None = None,
) -> "list[NewRow]":
    """Rows to a campaign's channels, as `in_channels` has it."""
    found = await storage.channels.of_campaign(connection, campaign_id)
    return in_channels(found, region, subject_id, reason, now, kind=kind, purposes=purposes, but=but)


def in_channels(
    found: "Sequence[ChannelRole]",
    region: str | None,
    subject_id: int,
    reason: str,
    now: datetime,
    *,
    kind: str = FOI,
    purposes: Sequence[str] = (PURPOSE, GENERAL),
    but: tuple[str, str] | None = None,
) -> "list[NewRow]":
    """Rows to the channels for `purposes`, the first that any of `found` has; outside quiet hours.

    Of those for the desk the ones of the request's `region`, where there are such. `but` is a channel
    (platform, id) that is left out: it knows already, or cannot be posted to.
    """
    at = soon(now, storage.person_settings.PersonSettings())
    rows: list[NewRow] = []
    for purpose in purposes:
        fitting = [each for each in found if each.purpose == purpose and each.platform in _WRITTEN_TO]
        nearby = [each for each in fitting if region is not None and each.region == region]
        places = [(each.platform, each.channel_id) for each in nearby or fitting]
        if not places:
            continue
        for platform, channel in places:
            if (platform, channel) != but:
                key = storage.keys.key(kind, subject_id, reason, f"{platform} {channel}")
                rows.append(
                    storage.outbox.NewRow(
                        key=key,
                        subject_kind=kind,
                        subject_id=subject_id,
                        reason=reason,
                        platform=platform,
                        channel=channel,
                        not_before=at,
                    )
                )
        break
    return rows


async def to_organisers(
    connection: "AsyncConnection",
    campaign_id: int,
    subject_id: int,
    reason: str,
    now: datetime,
    *,
    kind: str = FOI,
    but: int | None = None,
) -> "list[NewRow]":
    """Rows to each organiser in private, outside their quiet hours, except the person `but`.

    Where the campaign has named none, or none can be written to: to its channels for organisers, else to
    those of the desk.
    """
    holders = await storage.roles.holders(connection, campaign_id)
    people = [each.person_id for each in holders if each.role is storage.roles.Role.ORGANISER]
    near = await networks(connection, campaign_id)
    found = await reach(connection, people)
    rows = [
        row
        for whom in found.values()
        if whom.person_id != but
        and (row := to_person(whom, subject_id, reason, soon(now, whom.settings), kind=kind, near=near))
    ]
    if rows or but in found:
        return rows
    purposes = (ORGANISERS, PURPOSE, GENERAL)
    return await to_channel(
        connection, campaign_id, None, subject_id, reason, now, kind=kind, purposes=purposes
    )


def known(rows: "Iterable[NewRow | None]") -> "list[NewRow]":
    """The rows there are."""
    return [row for row in rows if row is not None]
