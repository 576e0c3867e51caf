"""What the bot remembers: one file a subject, over SQLite or PostgreSQL.

Subjects are loaded when they are first used (``storage.campaigns``), since loading the database
library takes longer than answering a question that needs none (docs/decisions/0003).
"""

import importlib
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage import (
        accounts,
        calendar_addresses,
        campaigns,
        channels,
        database,
        extra_holidays,
        foi_batches,
        foi_bulk,
        foi_events,
        foi_follows,
        foi_history,
        foi_ledger,
        foi_letters,
        foi_listing,
        foi_notes,
        foi_reminders,
        foi_requests,
        foi_settings,
        foi_tasks,
        handled,
        keys,
        leases,
        links,
        maintenance,
        marks,
        notice_doc,
        notice_events,
        notice_search,
        notices,
        offers,
        outbox,
        outbox_upkeep,
        people,
        person_settings,
        personal,
        placing,
        posts,
        roles,
        route_fixes,
        sources,
        subscriptions,
    )

__all__ = [
    "accounts",
    "calendar_addresses",
    "campaigns",
    "channels",
    "database",
    "extra_holidays",
    "foi_batches",
    "foi_bulk",
    "foi_events",
    "foi_follows",
    "foi_history",
    "foi_ledger",
    "foi_letters",
    "foi_listing",
    "foi_notes",
    "foi_reminders",
    "foi_requests",
    "foi_settings",
    "foi_tasks",
    "handled",
    "keys",
    "leases",
    "links",
    "maintenance",
    "marks",
    "notice_doc",
    "notice_events",
    "notice_search",
    "notices",
    "offers",
    "outbox",
    "outbox_upkeep",
    "people",
    "person_settings",
    "personal",
    "placing",
    "posts",
    "roles",
    "route_fixes",
    "sources",
    "subscriptions",
]


def __getattr__(name: str) -> ModuleType:
    """Load a subject at its first use. See https://peps.python.org/pep-0562/."""
    if name in __all__:
        return importlib.import_module(f"storage.{name}")
    raise AttributeError(f"module 'storage' has no attribute {name!r}")
