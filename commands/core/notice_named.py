"""Which notice somebody means: by our number, the official number, its page's address, or its procurement."""

import re
from typing import TYPE_CHECKING

import storage
from commands.core.context import Context
from commands.core.errors import NoNotice
from commands.core.here import campaign_of
from storage.notice_doc import NEWS

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.notices import StoredNotice

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:-\d+)?")
_OFFICIAL = re.compile(r"(?<!\d)\d{6}-\d{4}(?!\d)")
_OCID = re.compile(r"ocds-[a-z0-9]{6}-[^\s/?#]{1,100}")
_LONGEST = 300


async def notice_named(context: Context, connection: "AsyncConnection", text: str) -> "StoredNotice":
    """The notice that `text` names; of a procurement, the last one. Raises `NoNotice`."""
    found = await _found(connection, text.strip().strip("<>").lstrip("#"))
    seen = [each for each in found if await may_see(context, connection, each)]
    if not seen:
        raise NoNotice(text)
    return max(seen, key=lambda each: (each.published, each.id))


async def may_see(context: Context, connection: "AsyncConnection", notice: "StoredNotice") -> bool:
    """Whether it is public: what came from a feed that a campaign added is only that campaign's."""
    if notice.stage != NEWS:
        return True
    source = await storage.sources.get(connection, notice.source)
    if source is None or source.campaign_id is None:
        # An added feed that was taken away since: nobody's any more.
        return not notice.source.startswith("feed:")
    campaign = await campaign_of(context, connection)
    return campaign is not None and campaign.id == source.campaign_id


async def _found(connection: "AsyncConnection", text: str) -> "list[StoredNotice]":
    notices = storage.notices
    if len(text) > _LONGEST:
        return []
    if re.fullmatch(r"[0-9]{1,15}", text):
        one = await notices.get(connection, int(text))
        return [one] if one else []
    # OCIDs of the two sites differ in the case of their letters.
    for wanted in dict.fromkeys((text, text.lower(), text.upper())):
        if found := await notices.by_notice_id(connection, wanted):
            return list(found)
    if "ocds-" not in text.lower():
        if named := _OFFICIAL.search(text):
            return list(await notices.by_notice_id(connection, named[0]))
        if named := _UUID.search(text.lower()):  # Contracts Finder's pages leave out a part of the number
            return list(await notices.beginning(connection, named[0]))
    if procurement := _OCID.search(text) or _OCID.search(text.lower()):
        return list(await notices.history(connection, procurement[0]))
    return []
