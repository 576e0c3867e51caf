"""News of NHS England and gov.uk, sifted for mergers, boundary changes and closures; the rest is left out.

NHS England: https://www.england.nhs.uk/feed/ (RSS). gov.uk: any finder's Atom feed, by its own query
(https://www.gov.uk/search/news-and-communications.atom).
"""

import re
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Final

from feeds.fetcher import OFFICIAL, Fetcher, Limits
from feeds.source import Batch, News, Topic
from feeds.syndication import Memory, look

NHS_ENGLAND: Final = "nhs_england"
GOV_UK: Final = "gov_uk"
NHS_ENGLAND_URL: Final = "https://www.england.nhs.uk/feed/"
GOV_UK_URL: Final = "https://www.gov.uk/search/news-and-communications.atom?keywords=integrated+care+board"

_NHS: Final = re.compile(
    r"\bNHS\b|integrated care|\bICBs?\b|\bICSs?\b|commissioning|\bCCGs?\b|hospitals?\b|health ?care"
    r"|health (?:board|service)"
    r"|foundation trust|\btrusts?\b|\bGP\b|maternity|\bA&E\b|ambulance|primary care|mental health",
    re.IGNORECASE,
)
_TOPICS: Final = (
    (Topic.BOUNDARIES, r"boundar(?:y|ies)|footprints?\b"),
    (
        Topic.MERGERS,
        r"\bmerg(?:e|es|ed|er|ers|ing)\b|amalgamat\w+|consolidat\w+|clustering|(?:ICB|care board) clusters?"
        r"|single (?:integrated care board|ICB|trust|organisation)|join(?:ing|t)? (?:together|forces)"
        r"|dissol(?:ve\w*|ution)|abolish\w*|abolition|takeover|acqui(?:re|sition)\w*"
        r"|new (?:integrated care boards?|ICBs?)\b",
    ),
    (
        Topic.CLOSURES,
        r"\bclosures?\b|\b(?:to|will|would|could|may) (?:be )?(?:clos|shut|downgrad|decommission)\w*"
        r"|\bclos(?:es|ing|ed) (?:its|the|down|of)\b|\bshut(?:s|ting)? (?:its|the|down)\b"
        r"|decommission(?:ing|ed)|downgrad\w+|reconfigur\w+",
    ),
)
_FINDERS: Final = tuple((topic, re.compile(words, re.IGNORECASE)) for topic, words in _TOPICS)
_ANYHOW: Final = re.compile(
    r"(?:closed|closing|closure) (?:date|for applications)"
    r"|(?:closing|closure) of (?:the )?(?:consultation|nominations|applications)|closing date"
    r"|disclosure|enclosure|(?:school|road) closures?|clos(?:e|ing) the gap|bank holiday",
    re.IGNORECASE,
)


class SiftedNews:
    """A news feed of which only what concerns the shape of the NHS is taken."""

    def __init__(self, name: str, url: str, limits: Limits = OFFICIAL) -> None:
        self.name = name
        self._url = url
        self._limits = limits

    async def look(self, fetcher: Fetcher, mark: str, now: datetime) -> AsyncIterator[Batch]:
        """The articles that are in the feed now, if it changed since the mark, in one batch."""
        found = await look(fetcher, self._url, Memory.from_json(mark), self._limits, trusted=True)
        items = []
        for name, entry in found.entries:
            topic = topic_of(entry.title, entry.summary)
            if topic is not None:
                items.append(News(name, entry.title, entry.link, entry.at or now, entry.summary, topic))
        yield Batch(tuple(items), found.memory.to_json())


def topic_of(title: str, summary: str) -> Topic | None:
    """What an article is about, judged by its title first, then by its summary; None for anything else."""
    if not _NHS.search(f"{title}\n{summary}"):
        return None
    for text in (title, summary):
        sifted = _ANYHOW.sub(" ", text)
        for topic, finder in _FINDERS:
            if finder.search(sifted):
                return topic
    return None
