"""The sources as configured, ready to be looked at; and the part of the running bot that looks."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING

import structlog

from bot.config import Settings
from bot.hooks import following
from commands.core.context import Health
from feeds import bank_holidays, contracts_finder, find_a_tender, news, ods, whatdotheyknow
from feeds.bank_holidays import BankHolidays
from feeds.contracts_finder import ContractsFinder
from feeds.custom import AddedFeed
from feeds.fetcher import OFFICIAL, Fetcher, Limits
from feeds.find_a_tender import FindATender
from feeds.ingest import Ingest
from feeds.news import SiftedNews
from feeds.ods import Ods
from feeds.poll import Looked, Poller
from feeds.source import Source
from feeds.throttle import PROCUREMENT, Throttle
from feeds.turns import Turns
from feeds.whatdotheyknow_body import RequestsTo
from register.register import Register
from storage.errors import StorageError
from storage.sources import ADDED_FEED, Setup, SourceState

if TYPE_CHECKING:
    from storage.database import Database

_log = structlog.get_logger(__name__)
_TICK = 15.0

TITLES = {
    find_a_tender.NAME: "Find a Tender",
    contracts_finder.NAME: "Contracts Finder",
    ods.NAME: "NHS register of organisations (ODS)",
    news.NHS_ENGLAND: "News of NHS England",
    news.GOV_UK: "News on gov.uk",
    bank_holidays.NAME: "Bank holidays (gov.uk)",
}
"""The names of our own sources, in words; an added feed has its own."""


def fetcher(settings: Settings) -> Fetcher:
    """A fetcher that says who asks, and leaves the procurement sites their time."""
    contact = settings.bot.contact
    agent = f"CCGWatch/{version('ccgwatch')}" + (f" (+{contact})" if contact else "")
    throttle = Throttle({PROCUREMENT: settings.feeds.spacing})
    plain = agent.encode("ascii", "ignore").decode().replace("\n", " ").replace("\r", " ")
    return Fetcher(plain, throttle, allow_private=settings.feeds.allow_private)


def setups(settings: Settings) -> tuple[Setup, ...]:
    """Our own sources as configured, also those that are turned off."""
    return tuple(
        Setup(
            name=name,
            kind=name,
            url=getattr(settings.feeds, name).url,
            title=title,
            every_seconds=getattr(settings.feeds, name).every,
            enabled=settings.feeds.enabled and getattr(settings.feeds, name).enabled,
        )
        for name, title in TITLES.items()
    )


def source(state: SourceState, register: Register, limits: Limits = OFFICIAL) -> Source | None:
    """The source that a state is of."""
    makers: dict[str, Callable[[], Source]] = {
        find_a_tender.NAME: lambda: FindATender(state.url, limits),
        contracts_finder.NAME: lambda: ContractsFinder(state.url, limits),
        ods.NAME: lambda: Ods(register, state.url, limits),
        news.NHS_ENGLAND: lambda: SiftedNews(news.NHS_ENGLAND, state.url, limits),
        news.GOV_UK: lambda: SiftedNews(news.GOV_UK, state.url, limits),
        bank_holidays.NAME: lambda: BankHolidays(state.url, limits),
    }
    if state.campaign_id is not None or state.name.startswith(ADDED_FEED):
        return AddedFeed(state.name, state.url)
    make = makers.get(state.name)
    return make() if make else None


def turns_of(settings: Settings, database: "Database") -> Turns:
    """The turns at WhatDoTheyKnow, which all processes share."""
    spacing = timedelta(seconds=settings.feeds.whatdotheyknow.spacing)
    return Turns(database, whatdotheyknow.NAME, spacing)


def poller(settings: Settings, database: "Database", register: Register, fetch: Fetcher) -> Poller:
    """Looks at all sources of the configuration and the store, as this process."""
    terms = following(settings)
    turns = None if terms.refused else turns_of(settings, database)

    def make(state: SourceState) -> Source | None:
        if state.kind != whatdotheyknow.NAME or state.campaign_id is None:
            return source(state, register)
        site = settings.feeds.whatdotheyknow.url
        return RequestsTo(
            state.name, state.url, state.campaign_id, database, turns, site=site, every=terms.every
        )

    return Poller(
        database,
        Ingest(database, register),
        fetch,
        make,
        setups(settings),
        holder=uuid.uuid4().hex,
        most=settings.feeds.most_posts,
    )


class Feeding:
    """Looks at every source when it is due, until cancelled. `told` is called after each look."""

    def __init__(
        self,
        settings: Settings,
        database: "Callable[[], Awaitable[Database]]",
        register: Register,
        told: Callable[[Sequence[Looked]], None] = lambda _: None,
    ) -> None:
        self._settings = settings
        self._database = database
        self._register = register
        self._told = told
        self._fetcher = fetcher(settings)
        self._last: datetime | None = None
        self._troubled: dict[str, str] = {}
        self._busy: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Look for ever. A store that fails is waited for; sources never end this."""
        polling = poller(self._settings, await self._database(), self._register, self._fetcher)
        await polling.prepare()
        try:
            while True:
                try:
                    due = await polling.due()
                except StorageError as error:
                    due = []
                    _log.error("feeds_not_polled", kind=type(error).__name__)
                for state in due:
                    if state.name not in self._busy:  # a slow source holds up no other
                        self._busy[state.name] = asyncio.create_task(self._look(polling, state))
                await asyncio.sleep(_TICK)
        finally:
            looking = list(self._busy.values())
            for task in looking:
                task.cancel()
            await asyncio.gather(*looking, return_exceptions=True)

    async def close(self) -> None:
        """Close connections."""
        await self._fetcher.close()

    def health(self) -> Health:
        """Which sources have trouble, and when one was last looked at."""
        if self._last is None:
            off = not any(each.enabled for each in setups(self._settings))
            words = "every official source is turned off" if off else "the first look is under way"
            return Health("Feeds", True, words)
        at = f"last look {self._last:%H:%M} UTC"
        if not self._troubled:
            return Health("Feeds", True, at)
        words = "; ".join(f"{name}: {problem}" for name, problem in sorted(self._troubled.items()))
        return Health("Feeds", False, f"{at}; {words}")

    async def _look(self, polling: Poller, state: SourceState) -> None:
        try:
            looked = await polling.look(state)
        finally:
            del self._busy[state.name]
        self._last = datetime.now(UTC)
        name = TITLES.get(looked.source, "an added feed")
        self._troubled.pop(name, None)
        if looked.problem and looked.source in TITLES:
            self._troubled[name] = looked.problem
        self._told([looked])
