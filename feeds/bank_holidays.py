"""The bank holidays on gov.uk, so that one that is proclaimed at short notice counts in deadlines at once.

https://www.gov.uk/bank-holidays.json is one small official file, asked for once a day with its validators.
A holiday that the packaged calendars lack is stored and counts (`feeds.holidays_kept`). One that they have
and gov.uk lacks is never taken away by itself: that is a failure of the source, for an operator to look into.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

import structlog

from feeds import holidays
from feeds.fetcher import OFFICIAL, Fetched, Fetcher, Limits
from feeds.notice import LONDON
from feeds.problems import FetchProblem, Kind
from feeds.source import Batch, Holidays
from law.foi.regime import Calendars

NAME: Final = "bank_holidays"
URL: Final = "https://www.gov.uk/bank-holidays.json"
_DAY: Final = 86_400.0
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of a look: validators of the answer from `url`, and what it was compared with.

    `packaged` is the fingerprint of the packaged calendars, `absent` what the list lacked of them, in words.
    """

    url: str = ""
    etag: str = ""
    last_modified: str = ""
    packaged: str = ""
    absent: str = ""

    def to_json(self) -> str:
        """As a mark."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, mark: str) -> "Memory":
        """From a mark; one that is not understood is empty."""
        try:
            value: Any = json.loads(mark)
            return cls(**{name: str(value[name]) for name in cls.__dataclass_fields__})
        except (ValueError, TypeError, KeyError):
            return cls()


class BankHolidays:
    """The source."""

    name = NAME

    def __init__(self, url: str = URL, limits: Limits = OFFICIAL) -> None:
        self._url = url
        self._limits = limits

    async def look(self, fetcher: Fetcher, mark: str, now: datetime) -> AsyncIterator[Batch]:
        """The list if it changed, or the packaged calendars did, since the mark.

        Raises `FetchProblem`, after the batch, as long as the list lacks a packaged holiday.
        """
        memory, packaged = Memory.from_json(mark), Calendars.packaged().fingerprint
        current = (memory.url, memory.packaged) == (self._url, packaged)
        fetched = await fetcher.get(
            self._url,
            limits=self._limits,
            trusted=True,
            accept="application/json",
            etag=memory.etag if current else "",
            last_modified=memory.last_modified if current else "",
        )
        if fetched.unchanged:
            yield Batch((), memory.to_json())
        else:
            today = now.astimezone(LONDON).date()
            listed, absent = await asyncio.to_thread(_read, fetched, today)
            memory = Memory(self._url, fetched.etag, fetched.last_modified, packaged, absent)
            yield Batch((listed,), memory.to_json())
        if memory.absent:
            _log.warning("bank_holidays_disagree", absent_on_gov_uk=memory.absent)
            words = f"gov.uk lacks {memory.absent}, which still counts here: look which is right"
            raise FetchProblem(Kind.DISAGREES, words, retry_after=_DAY)


def _read(fetched: Fetched, today: date) -> tuple[Holidays, str]:
    """The list as an item, and what it lacks, in words."""
    listed = holidays.read(fetched.body, today)
    covered = {part: listed.covers(part) for part in listed.days}
    many = len({day for days in listed.days.values() for day in days})
    return Holidays(holidays.lacking(listed), covered, many), holidays.said(holidays.absent(listed))
