"""What a subscription would have heard of: stored notices matched as new ones are."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from feeds.notice import Stage
from feeds.relevance import is_nhs
from feeds.source import Topic
from feeds.subject import Subject
from feeds.subscribing import matches
from register.buyers import Scope
from storage.notice_doc import NEWS, NoticeDoc
from storage.notices import StoredNotice
from storage.sources import ADDED_FEED
from storage.subscriptions import Kind, Subscription

_TENDERS: Final = {each.value for each in (Stage.PLANNING, Stage.TENDER, Stage.CANCELLATION, Stage.UNKNOWN)}


def wanted(subscription: Subscription, notice: StoredNotice) -> tuple[str, ...] | None:
    """Why `subscription` wants `notice`, in words; None where it does not. Muting is not looked at.

    What an added feed brought is wanted by those who name the feed; whose it is, a row does not say.
    """
    subject = of_stored(notice)
    if notice.source.startswith(ADDED_FEED):
        subject = replace(subject, campaign_id=subscription.campaign_id)
    why = matches(subscription, subject)
    return why.reasons if why else None


def of_stored(notice: StoredNotice) -> Subject:
    """The subject that a stored notice is."""
    doc = NoticeDoc.from_json(notice.doc)
    buyers = doc.buyers or ((notice.buyer_name,) if notice.buyer_name else ())
    local = notice.scope == Scope.LOCAL.value
    icbs = {*doc.icbs, *((notice.icb,) if notice.icb else ())}
    return Subject(
        source=notice.source,
        about=_about(notice),
        scope=Scope(notice.scope),
        bodies=frozenset({*doc.bodies, *((notice.body_code,) if notice.body_code else ())}),
        icbs=frozenset(icbs) if local else frozenset(),
        regions=frozenset((notice.region,)) if notice.region and local else frozenset(),
        text="\n".join((notice.title, doc.description, *notice.supplier_names)),
        care=notice.health or notice.stage == NEWS,
        nhs=notice.body_code is not None or any(is_nhs(name) for name in buyers),
        topics=frozenset(notice.topics),
        cpv=doc.cpv,
        amount=Decimal(str(notice.amount)) if notice.amount is not None else None,
        buyers=buyers,
        suppliers=notice.supplier_names,
    )


def _about(notice: StoredNotice) -> Kind:
    if notice.stage == NEWS:
        return Kind.NEWS if Topic.NEWS.value in notice.topics else Kind.MERGERS
    return Kind.TENDERS if notice.stage in _TENDERS else Kind.AWARDS
