"""What a source is: something that can be looked at again and again, each time from where it was left.

A source only fetches and reads; it decides nothing and stores nothing. What it gives is a series of
batches, each with the mark from which the next look may begin once the batch is stored.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from law.calendar import Extra

if TYPE_CHECKING:  # what only reads files needs no HTTP library
    from feeds.fetcher import Fetcher


class Topic(StrEnum):
    """What a piece of news is about."""

    MERGERS = "mergers"
    BOUNDARIES = "boundaries"
    OPENED = "opened"
    CLOSURES = "closures"
    RENAMED = "renamed"
    NEWS = "news"


@dataclass(frozen=True, slots=True)
class Release:
    """One OCDS release, as it was sent; `origin` is the file it came out of, where it did."""

    data: dict[str, Any]
    origin: str = ""

    @property
    def dated(self) -> tuple[str, str]:
        """What sorts releases oldest first, as far as they have dates: sites list the newest first."""
        return str(self.data.get("date"))[:19], str(self.data.get("id"))


@dataclass(frozen=True, slots=True)
class News:
    """One item that is no procurement notice: an article, or a change of the register.

    `id` is what makes it the same item when it comes again, whatever the feed calls it. `bodies` are ODS
    codes it names, where the source knows them; `facts` are labelled values to show, in order.
    """

    id: str
    title: str
    link: str
    published: datetime
    summary: str = ""
    topic: Topic = Topic.NEWS
    bodies: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Holidays:
    """A list of bank holidays: those which the packaged calendars lack, and of what time it tells everything.

    `covered` gives that time's first and last day for each part of the United Kingdom, `many` how many days
    are listed.
    """

    lacking: tuple[Extra, ...]
    covered: Mapping[str, tuple[date, date]]
    many: int


Item = Release | News | Holidays


@dataclass(frozen=True, slots=True)
class Batch:
    """Some items, and `mark`: where the next look begins when they are stored.

    `skipped` says in words what was passed over or looks wrong. `span` is the time a window covers.
    """

    items: tuple[Item, ...]
    mark: str
    skipped: tuple[str, ...] = ()
    span: tuple[datetime, datetime] | None = None


class Source(Protocol):
    """One place of the world that publishes. `name` is the name in configuration and store."""

    name: str

    def look(self, fetcher: "Fetcher", mark: str, now: datetime) -> AsyncIterator[Batch]:
        """What is new since `mark` (empty at the first look), in the order to store it.

        Raises `feeds.problems.FetchProblem`; batches given before it are good.
        """
        ...
