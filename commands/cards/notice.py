"""The card of a notice: what is bought, by whom, for how much, until when, and why it is shown here.

Pure: a stored notice in, blocks out; what a post in a channel and the answer of `notice` have in
common. Everything from the notice is a plain span, and the only links are official pages.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from commands.cards import kinds
from commands.core.moments import at, days_left, left, london_day, pounds
from commands.core.reply import Block, Bold, Fields, Heading, Line, Link, Note, Text
from commands.core.text import shown
from commands.core.words import listing, named, region_name, weekday
from register import Register
from storage.notice_doc import NEWS, DocDeadline, NoticeDoc

if TYPE_CHECKING:
    from storage.notices import StoredNotice

_TITLE = 200
_DESCRIPTION = 400
_NAMES = 4
_REASONS = 3
_FACTS = 12
_SOURCES = {
    "nhs_england": "NHS England",
    "gov_uk": "gov.uk",
    "ods": "the NHS's register of organisations",
}
_WORKING = 300
_DEADLINES = {
    "tender": "Bids by",
    "expression-of-interest": "Interest to be said by",
    "enquiries": "Questions by",
    "engagement": "Answers by",
    "representations": "Representations by",
}
_OPEN_STAGES = {"planning", "tender"}
_LATER = {"awarded", "complete", "cancelled", "withdrawn", "unsuccessful"}


def card(notice: "StoredNotice", register: Register, now: datetime) -> tuple[Block, ...]:
    """Everything a post says about a notice, as it now stands."""
    doc = NoticeDoc.from_json(notice.doc)
    heading = Heading(shown(notice.title, _TITLE) or "(no title)")
    if notice.stage == NEWS:
        return (heading, *_news(notice, doc, register))
    rows: list[tuple[str, Line]] = [("Buyer", (buyer(notice, doc),)), ("Where", (where(notice, register),))]
    rows += [("Value", (value(notice, doc),))]
    if notice.supplier_names:
        chosen = "To be given to" if notice.psr_kind == "intention_to_award" else "Supplier"
        rows.append((chosen, (_names(notice.supplier_names),)))
    rows += _until(notice, doc, now)
    if doc.psr_process:
        rows.append(("How it is chosen", (shown(doc.psr_process, 80),)))
    if law := kinds.law(notice):
        rows.append(("Bought under", law))
    blocks: list[Block] = [heading, Text((Bold(kinds.kind(notice)),)), Fields(tuple(rows))]
    if link := page(notice, doc):
        blocks.append(Text(link))
    blocks.append(Note((f"Published {weekday(london_day(notice.published))}. {_why(notice, doc)}",)))
    return tuple(blocks)


def buyer(notice: "StoredNotice", doc: NoticeDoc) -> str:
    """The buyers' names as the notice has them."""
    return _names(doc.buyers or ((notice.buyer_name,) if notice.buyer_name else ())) or "not named"


def where(notice: "StoredNotice", register: Register) -> str:
    """Whom it concerns: the ICB and region, or the nation, or that this is not known."""
    if notice.scope == "out-of-scope":
        nation = NoticeDoc.from_json(notice.doc).nation
        return f"outside England ({nation})" if nation else "outside England"
    icb = register.body(notice.icb) if notice.icb else None
    region = register.body(notice.region) if notice.region else None
    if region is None:
        if notice.confidence == "low":
            return "not known, so it is shown as national"
        return "national, or in several regions"
    parts = [named(icb)] if icb else []
    others = [body for code in NoticeDoc.from_json(notice.doc).icbs if (body := register.body(code))]
    if icb is None and 1 < len(others) <= _NAMES:
        parts = [listing([named(body) for body in others])]
    sure = "" if notice.confidence == "high" else "; probably, see why"
    return f"{', '.join([*parts, region_name(region)])}{sure}"


def value(notice: "StoredNotice", doc: NoticeDoc) -> str:
    """What it is worth in pounds, or that the notice does not say."""
    money = doc.value
    if money is not None and money.placeholder:
        return "not given (the notice has a placeholder)"
    if money is not None and money.currency != "GBP":
        return shown(f"{money.currency} {money.amount}")
    if notice.amount is None:
        return "not given"
    exact = f" (£{notice.amount:,.0f})" if notice.amount >= 1e6 else ""
    return f"{pounds(notice.amount)}{exact}{', with VAT' if money and money.gross else ''}"


def page(notice: "StoredNotice", doc: NoticeDoc) -> Line | None:
    """The official page, and how the notice is known; None where there is no page."""
    if not doc.url:
        return None
    return ("Official notice: ", Link(notice.notice_id, doc.url))


def standstill(notice: "StoredNotice", doc: NoticeDoc, now: datetime) -> Line | None:
    """Until when an award can be challenged, whether stated or calculated, and how; None without one."""
    held = doc.standstill
    last = held.last_day if held else None
    if last is None and notice.standstill_ends is not None:
        last = london_day(notice.standstill_ends - timedelta(seconds=1))  # it ends at midnight
    if last is None:
        return None
    stated = held.stated if held else notice.standstill_stated
    how = "as the notice states" if stated else "calculated"
    working = f": {shown(held.working, _WORKING)}" if held and held.working and not stated else ""
    unsure = "" if held is None or held.certain else "; check it, the count is not certain"
    off = days_left(last, london_day(now))
    return (Bold(f"midnight at the end of {weekday(last)}"), f", {off} ({how}{working}{unsure})")


def _until(notice: "StoredNotice", doc: NoticeDoc, now: datetime) -> list[tuple[str, Line]]:
    """The last days to act by."""
    rows: list[tuple[str, Line]] = []
    for each in doc.deadlines:
        moment = each.moment
        wanted = each.kind == "representations" or notice.stage in _OPEN_STAGES
        if moment is None or not wanted or (each.kind == "representations" and doc.standstill):
            continue
        rows.append((_DEADLINES.get(each.kind, "By"), (_by(each, moment), f", {left(moment, now)}")))
    if not rows and notice.deadline is not None and notice.stage in _OPEN_STAGES:
        rows.append(("By", (Bold(at(notice.deadline)), f", {left(notice.deadline, now)}")))
    waiting = standstill(notice, doc, now)
    if waiting is not None:
        label = "Providers may object until" if notice.psr_kind else "Standstill until"
        rows.append((label, waiting))
    if doc.status in _LATER and notice.stage in _OPEN_STAGES:
        rows.append(("Status", (doc.status,)))
    return rows


def _by(deadline: DocDeadline, moment: datetime) -> Bold:
    day = weekday(london_day(moment - timedelta(seconds=1) if deadline.date_only else moment))
    return Bold(f"the end of {day}" if deadline.date_only else at(moment))


def _news(notice: "StoredNotice", doc: NoticeDoc, register: Register) -> tuple[Block, ...]:
    """An article or a change of the register."""
    blocks: list[Block] = [Text((Bold(kinds.kind(notice)),))]
    rows: list[tuple[str, Line]] = [
        (shown(name, 40), (shown(text, 200),)) for name, text in doc.facts[:_FACTS]
    ]
    bodies = [named(body) for code in doc.bodies if (body := register.body(code))]
    if bodies:
        rows.append(("About", (listing(bodies[:8]),)))
    if notice.region and (region := register.body(notice.region)):
        rows.append(("Where", (region_name(region),)))
    if doc.description:
        blocks.append(Text((shown(doc.description, _DESCRIPTION),)))
    if rows:
        blocks.append(Fields(tuple(rows)))
    if doc.url:
        blocks.append(Text((Link("Read it where it was published", doc.url),)))
    source = _SOURCES.get(notice.source, "a feed added here")
    came = f"Published {weekday(london_day(notice.published))}; source: {source}."
    return (*blocks, Note((came,)))


def _why(notice: "StoredNotice", doc: NoticeDoc) -> str:
    reasons = "; ".join(doc.why[:_REASONS])
    return f"Shown here because: {shown(reasons, 200)}." if reasons else ""


def _names(names: tuple[str, ...]) -> str:
    some = [shown(name, 100) for name in names[:_NAMES]]
    if len(names) > _NAMES:
        return f"{', '.join(some)} and {len(names) - _NAMES} more"
    return listing(some)
