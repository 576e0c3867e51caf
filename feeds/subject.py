"""What subscriptions are matched against: a notice or a piece of news, reduced to what one may ask for."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from feeds.classify import Classified
from feeds.notice import Stage
from feeds.source import News, Topic
from register.buyers import Route, Scope
from storage.subscriptions import Kind

_WORD: Final = re.compile(r"[^\W_]+")
_TENDERS: Final = {Stage.PLANNING, Stage.TENDER, Stage.CANCELLATION, Stage.UNKNOWN}


@dataclass(frozen=True)
class Subject:
    """A notice or piece of news as subscriptions see it. Codes are ODS codes.

    `bodies`, `icbs` and `regions` are those it concerns, empty where it is national; `amount` is in GBP,
    None where not known. `topics` are as `feeds.relevance` has them; `care` says that those who want to
    hear of care should. `campaign_id` is set where only one campaign may see it: it added the feed.
    """

    source: str
    about: Kind
    scope: Scope
    bodies: frozenset[str]
    icbs: frozenset[str]
    regions: frozenset[str]
    text: str
    care: bool = True
    nhs: bool = True
    topics: frozenset[str] = frozenset()
    cpv: tuple[str, ...] = ()
    amount: Decimal | None = None
    buyers: tuple[str, ...] = ()
    suppliers: tuple[str, ...] = ()
    campaign_id: int | None = None

    @cached_property
    def folded(self) -> str:
        """The words of the text, each between spaces, folded as `folded` does."""
        return folded(self.text)

    @cached_property
    def buyers_folded(self) -> str:
        """As `folded`, of the buyers' names."""
        return folded(" | ".join(self.buyers))

    @cached_property
    def suppliers_folded(self) -> str:
        """As `folded`, of the suppliers' names."""
        return folded(" | ".join(self.suppliers))


def of_notice(found: Classified, route: Route, source: str) -> Subject:
    """The subject that a notice is; `route` is where it belongs, an organiser's correction applied."""
    notice = found.notice
    value = notice.value
    known = value is not None and not value.placeholder and value.currency == "GBP"
    return Subject(
        source=source,
        about=Kind.TENDERS if notice.stage in _TENDERS else Kind.AWARDS,
        scope=route.scope,
        bodies=frozenset((route.body.code,)) if route.body else frozenset(),
        icbs=icbs_of(route),
        regions=frozenset((route.region.code,)) if route.region else frozenset(),
        text="\n".join((notice.title, notice.description, *notice.suppliers)),
        care=found.relevance.health,
        nhs=found.relevance.nhs or route.body is not None,
        topics=frozenset(found.relevance.topics),
        cpv=notice.cpv,
        amount=value.amount if value is not None and known else None,
        buyers=tuple(buyer.name for buyer in notice.buyers),
        suppliers=notice.suppliers,
    )


def of_news(
    news: News,
    source: str,
    bodies: Iterable[str],
    icbs: Iterable[str],
    regions: Iterable[str],
    campaign_id: int | None,
) -> Subject:
    """The subject that a piece of news is, with the bodies and regions it names."""
    found = frozenset(regions)
    return Subject(
        source=source,
        about=Kind.NEWS if news.topic is Topic.NEWS else Kind.MERGERS,
        scope=Scope.LOCAL if found else Scope.NATIONAL,
        bodies=frozenset(bodies),
        icbs=frozenset(icbs),
        regions=found,
        text=f"{news.title}\n{news.summary}",
        campaign_id=campaign_id,
    )


def icbs_of(route: Route) -> frozenset[str]:
    """The ICBs a local route concerns: the one, or all that share the buyer's area."""
    if route.scope is not Scope.LOCAL:
        return frozenset()
    if route.icb is not None:
        return frozenset((route.icb.code,))
    return frozenset(share.code for share in route.icbs)


def folded(text: str) -> str:
    """The words of `text` between spaces, also at both ends: small, without accents and plural s."""
    if not text.isascii():
        spread = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in spread if not unicodedata.combining(letter)).casefold()
    words = _WORD.findall(text.lower().replace("'", "").replace("’", ""))
    return f" {' '.join(_singular(word) for word in words)} "


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
