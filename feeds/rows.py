"""Notices and news made into rows of the store."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Final

from feeds import subject as subjects
from feeds.classify import Classified
from feeds.notice import LONDON, Notice
from feeds.source import News
from feeds.subject import Subject
from feeds.whom import Names
from law.standstill import Standstill
from register.buyers import Confidence, Route, Scope
from register.placing import placing
from register.register import Register
from storage.notice_doc import NEWS, DocDeadline, DocMoney, DocPlace, DocStandstill, NoticeDoc, buyer_key
from storage.notices import NewNotice, StoredNotice
from storage.route_fixes import RouteFix

_DESCRIPTION: Final = 1500
_LARGEST: Final = Decimal(10) ** 13


@dataclass(frozen=True, slots=True)
class Prepared:
    """A row to store, and what subscriptions are matched against."""

    row: NewNotice
    subject: Subject


def of_notice(
    found: Classified,
    source: str,
    register: Register,
    fixes: Mapping[str, RouteFix],
    known: Sequence[StoredNotice],
) -> Prepared:
    """The row of a classified notice of `source`; empty: of the site its ocid tells.

    An organiser's correction for its buyers (`fixes`, by buyer key) goes before the router. A notice that
    names no buyer belongs where the procurement's earlier ones (`known`, the last of each thread) do.
    """
    notice = found.notice
    source = source or notice.source.value.replace("-", "_")
    buyers = tuple(buyer.name for buyer in notice.buyers)
    route = found.route
    inherited = _inherited(known) if not buyers else None
    if inherited is not None:
        route = _as_before(inherited, register)
    fix = fixes.get(buyer_key(*buyers)) if fixes and buyers else None
    routed = _doc_place(found) if fix is not None else None
    if fix is not None:
        route = corrected(route, fix, register)
    value, deadline, standstill = notice.value, notice.deadline, notice.standstill
    about = subjects.of_notice(found, route, source)
    if inherited is not None:
        about = _care_as_before(about, inherited)
    why = _reasons(found, route)
    doc = NoticeDoc(
        url=notice.url,
        description=_shortened(notice.description),
        status=notice.status,
        updated=notice.updated,
        psr_process=notice.psr_process.value if notice.psr_process else "",
        buyers=buyers,
        cpv=notice.cpv,
        value=DocMoney(str(value.amount), value.currency, value.source, value.gross, value.placeholder)
        if value
        else None,
        bids=notice.bids,
        bidders=notice.bidders,
        deadlines=tuple(
            DocDeadline(each.kind.value, each.when.isoformat(), each.date_only, each.source)
            for each in notice.deadlines
        ),
        standstill=_doc_standstill(standstill) if standstill else None,
        places=notice.places,
        related=notice.related,
        why=why,
        nation="" if route.nation == "England" else route.nation,
        icbs=tuple(sorted(about.icbs)),
        routed=routed,
    )
    row = NewNotice(
        source=source,
        notice_id=notice.id,
        ocid=notice.ocid,
        thread_key=inherited.thread_key if inherited else thread_key(notice, route),
        published=notice.published,
        content_hash=notice.content_hash,
        stage=notice.stage.value,
        notice_type=notice.notice_type,
        regime=notice.regime.value,
        psr_kind=notice.psr_kind.value if notice.psr_kind else None,
        title=notice.title,
        buyer_name=buyers[0] if buyers else inherited.buyer_name if inherited else "",
        body_code=route.body.code if route.body else None,
        icb=route.icb.code if route.icb else None,
        region=route.region.code if route.region else None,
        scope=route.scope.value,
        confidence=route.confidence.value,
        health=about.care,
        topics=tuple(sorted(about.topics)),
        amount=float(about.amount) if about.amount is not None else None,
        deadline=deadline.when if deadline else None,
        standstill_ends=_end_of(standstill.ends) if standstill else None,
        standstill_stated=standstill.stated if standstill else None,
        supplier_names=notice.suppliers,
        doc=doc.to_json(),
    )
    return Prepared(row, about)


def _reasons(found: Classified, route: Route) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*route.why, *found.notice.psr_why, *found.relevance.why)))


def _doc_place(found: Classified) -> DocPlace:
    """Where a notice goes once nobody corrects it any more."""
    route = found.route
    return DocPlace(
        scope=route.scope.value,
        confidence=route.confidence.value,
        body=route.body.code if route.body else "",
        icb=route.icb.code if route.icb else "",
        region=route.region.code if route.region else "",
        nation="" if route.nation == "England" else route.nation,
        icbs=tuple(sorted(subjects.icbs_of(route))),
        why=_reasons(found, route),
    )


def _doc_standstill(standstill: Standstill) -> DocStandstill:
    return DocStandstill(
        ends=standstill.ends.isoformat(),
        stated=standstill.stated,
        rule=standstill.rule.value,
        working=standstill.working,
        starts=standstill.starts.isoformat() if standstill.starts else "",
        certain=standstill.certain,
    )


def of_news(news: News, source: str, names: Names, campaign_id: int | None) -> Prepared:
    """The row of a piece of news, placed by the bodies it is about or names."""
    whom = names.about(news.bodies) if news.bodies else names.concerned(f"{news.title}\n{news.summary}")
    doc = NoticeDoc(
        url=news.link,
        description=news.summary,
        bodies=whom.bodies,
        icbs=whom.icbs,
        facts=news.facts,
    )
    row = NewNotice(
        source=source,
        notice_id=news.id,
        thread_key=f"{source}|{news.id}",
        published=news.published,
        content_hash=_hash(news.title, news.summary, news.link, *(value for _, value in news.facts)),
        stage=NEWS,
        regime="none",
        title=news.title,
        body_code=whom.bodies[0] if len(whom.bodies) == 1 else None,
        icb=whom.icbs[0] if len(whom.icbs) == 1 else None,
        region=whom.regions[0] if len(whom.regions) == 1 else None,
        scope=(Scope.LOCAL if whom.regions else Scope.NATIONAL).value,
        confidence=(Confidence.MEDIUM if whom.bodies else Confidence.LOW).value,
        topics=(news.topic.value,),
        doc=doc.to_json(),
    )
    about = subjects.of_news(news, source, whom.bodies, whom.icbs, whom.regions, campaign_id)
    return Prepared(row, about)


def thread_key(notice: Notice, route: Route) -> str:
    """The same for all notices of one procurement of one buyer, however its name is written."""
    names = [buyer.name for buyer in notice.buyers]
    buyer = route.body.code if route.body and len(names) == 1 else _hash(buyer_key(*names))[:12]
    return f"{notice.ocid}|{buyer}"


def corrected(route: Route, fix: RouteFix, register: Register) -> Route:
    """`route` as an organiser corrected it; as it was where the code means nothing any more."""
    put = placing(fix.code, register)
    if put is None:
        return route
    why = (f"an organiser placed this buyer: {fix.why}" if fix.why else "an organiser placed this buyer",)
    body = put.body or route.body
    return Route(body, put.icb, put.region, put.scope, Confidence.HIGH, why, route.nation)


def _inherited(known: Sequence[StoredNotice]) -> StoredNotice | None:
    """The thread a notice without a buyer belongs to: the only one, or the last of those in one place."""
    if not known or len({(each.icb, each.region, each.scope) for each in known}) > 1:
        return None
    return max(known, key=lambda each: (each.published, each.id))


def _as_before(before: StoredNotice, register: Register) -> Route:
    def body(code: str | None) -> object:
        return register.body(code) if code else None

    return Route(
        body(before.body_code),  # type: ignore[arg-type]
        body(before.icb),  # type: ignore[arg-type]
        body(before.region),  # type: ignore[arg-type]
        Scope(before.scope),
        Confidence(before.confidence),
        (f"names no buyer; the procurement's notice {before.notice_id} was placed here",),
        NoticeDoc.from_json(before.doc).nation or "England",
    )


def _care_as_before(about: Subject, before: StoredNotice) -> Subject:
    """A cancellation says nothing of what was to be bought: its earlier notice does."""
    return replace(
        about,
        care=about.care or before.health,
        nhs=about.nhs or before.body_code is not None,
        topics=about.topics or frozenset(before.topics),
        buyers=about.buyers or ((before.buyer_name,) if before.buyer_name else ()),
    )


def _end_of(day: date) -> datetime:
    """The last second of a day in London."""
    return datetime.combine(day, time(23, 59, 59), LONDON).astimezone(UTC)


def _shortened(text: str) -> str:
    return text if len(text) <= _DESCRIPTION else f"{text[: _DESCRIPTION - 1].rstrip()}…"


def _hash(*texts: str) -> str:
    return hashlib.blake2b("\0".join(texts).encode("utf-8", "replace"), digest_size=12).hexdigest()
