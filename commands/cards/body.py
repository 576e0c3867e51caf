"""The card of a body: what it is or was, what became of it, who decides there today and how to reach them."""

from datetime import date

from commands.cards.because import because
from commands.core.reply import Block, Bold, Choice, Choices, Fields, Heading, Line, Link, Note, Text
from commands.core.words import (
    KIND_WORDS,
    day,
    lifetime,
    listing,
    named,
    percent,
    published,
    region_name,
    short_name,
)
from register import Register
from register.model import Body, Contact, Contacts, Kind, Match, Relation, Why

_BECAME = {
    Relation.MERGER: "merged into",
    Relation.ABOLITION: "abolished; its duties passed to",
    Relation.SPLIT: "split between",
    Relation.TERRITORY: "abolished; its area passed to",
    Relation.BOUNDARY_TRANSFER: "some of its land passed to",
    Relation.SERVICES_TRANSFERRED: "its services passed to",
}
_MOST_NEIGHBOURS = 8
_SOURCES = (
    "Data: Open Government Licence v3.0 (NHS England, ONS). WhatDoTheyKnow pages: WhatDoTheyKnow volunteers "
    "and mySociety, CC BY-SA 4.0. How old they are: about"
)


def card(register: Register, match: Match) -> tuple[Block, ...]:
    """Everything `!ccg` says about one body."""
    body = match.body
    blocks: list[Block] = [Heading(named(body))]
    if match.why not in (Why.CODE, Why.NAME, Why.CORE_NAME):
        blocks.append(Text((f"How it was found: {because(match)}.",)))
    today = register.now(body)
    rows: list[tuple[str, Line]] = [("Kind", (KIND_WORDS[body.kind],)), ("Codes", (codes(body),))]
    rows.append(("Exists" if body.status == "open" else "Existed", (lifetime(body),)))
    rows += _fate(register, body)
    rows += _deciding(register, body, today)
    rows += _neighbours(register, body)
    blocks.append(Fields(tuple(rows)))
    for deciding, _ in today:
        blocks += reach(register.contacts(deciding.code), deciding)
    old_page = register.contacts(body.code).whatdotheyknow if body.status != "open" else None
    if old_page:
        blocks.append(Text(("Requests made to it then: ", Link(old_page.value, old_page.value))))
    blocks += _reported(register, today)
    blocks.append(Note((_SOURCES,)))
    blocks.append(Choices(follow_ups(body, today)))
    return tuple(blocks)


def codes(body: Body) -> str:
    """``ODS 04Y, ONS E38000028``."""
    return ", ".join([f"ODS {body.code}", *(f"ONS {code}" for code in body.ons_codes[:1])])


def follow_ups(body: Body, today: tuple[tuple[Body, float | None], ...]) -> tuple[Choice, ...]:
    """What people ask next about a body."""
    options = [
        Choice(f"{short_name(b)} today"[:80], f"ccg {b.code}") for b, _ in today if b.code != body.code
    ]
    options += [Choice("How it got there", f"lineage {body.code}")]
    if body.kind in (Kind.CCG, Kind.ICB):
        options += [Choice("Neighbours", f"near {body.code}")]
    if body.kind is Kind.REGION and body.status == "open":
        options += [Choice("The boards there", f"region {body.code}")]
    return tuple(options[:5])


def share_of(bodies: tuple[tuple[Body, float | None], ...]) -> str:
    """``A (X) for 78% and B (Y) for 22% of the area``; one body alone stands without a share."""
    if len(bodies) == 1:
        return named(bodies[0][0])
    return listing([f"{named(b)}, {percent(share)} of its area" for b, share in bodies])


def _fate(register: Register, body: Body) -> list[tuple[str, Line]]:
    """What became of a body that closed: each first step with its date."""
    if body.status == "open":
        return []
    steps: dict[tuple[date, Relation], list[str]] = {}
    for step in register.lineage(body.code).descendants:
        last = body.closed is not None and step.date > body.closed  # not land given away in its lifetime
        if step.depth == 1 and (last or step.relation is not Relation.BOUNDARY_TRANSFER):
            words = named(step.body) + (f" ({percent(step.share)})" if step.share else "")
            steps.setdefault((step.date, step.relation), []).append(words)
    by_day: dict[date, list[str]] = {}
    for (when, how), bodies in sorted(
        steps.items(), key=lambda each: each[0][1] is Relation.BOUNDARY_TRANSFER
    ):
        by_day.setdefault(when, []).append(f"{_BECAME[how]} {listing(bodies)}")
    fates = [f"{day(when)}: {', and '.join(by_day[when])}" for when in sorted(by_day)]
    if not fates:
        return [("What became of it", ("Closed; the register names no successor.",))] if body.closed else []
    return [("What became of it", ("; then ".join(fates),))]


def _deciding(
    register: Register, body: Body, today: tuple[tuple[Body, float | None], ...]
) -> list[tuple[str, Line]]:
    """Who decides in its area today, and the region."""
    rows: list[tuple[str, Line]] = []
    if body.kind in (Kind.PCT, Kind.CCG, Kind.ICB) and body.status != "open" and today:
        rows.append(("Decides there today", (Bold(share_of(today)),)))
    elif body.kind is Kind.ICB:
        rows.append(
            (
                "Decides there today",
                (
                    Bold("this board"),
                    ", for planning and buying most NHS care",
                ),
            )
        )
    elif body.kind is Kind.TRUST:
        commissioner = register.body(body.icb) if body.icb else None
        for heir, _ in today:
            if heir.code != body.code:
                rows.append(("Today", (named(heir),)))
        if commissioner and commissioner.status == "open":
            rows.append(("Its area's commissioner", (Bold(named(commissioner)),)))
    codes_ = [b.region for b, _ in today if b.region] or [body.region or ""]
    names = [region_name(region) for code in dict.fromkeys(codes_) if (region := register.body(code))]
    if names and body.kind is not Kind.REGION:
        rows.append(("NHS England region", (listing(names),)))
    return rows


def _neighbours(register: Register, body: Body) -> list[tuple[str, Line]]:
    near = register.neighbours(body.code)
    if not near:
        return []
    names = [named(each) for each in near[:_MOST_NEIGHBOURS]]
    more = f" and {len(near) - len(names)} more" if len(near) > len(names) else ""
    return [("Neighbours" if body.status == "open" else "Neighbours then", (", ".join(names) + more,))]


def reach(contacts: Contacts, whose: Body) -> tuple[Block, ...]:
    """How to reach a body; addresses that were a closed body's are left out."""
    rows: list[tuple[str, Line]] = []
    for label, contact in (
        ("Website", contacts.website),
        ("FOI address", contacts.foi_email),
        ("Board papers", contacts.board_papers),
        ("WhatDoTheyKnow", contacts.whatdotheyknow),
    ):
        if contact and not contact.old:
            rows.append((label, _contact(label, contact)))
    return (Heading(f"Reach {short_name(whose)}"), Fields(tuple(rows))) if rows else ()


def _contact(label: str, contact: Contact) -> Line:
    if label != "FOI address":
        return (Link(contact.value, contact.value),)
    caution = {
        "high": "",
        "medium": "; from one source, check it on their site first",
        "low": "; uncertain, check it first",
    }
    seen = f" (as published {published(contact.as_at)}{caution.get(contact.confidence, '')})"
    return (Link(contact.value, f"mailto:{contact.value}"), seen)


def _reported(register: Register, today: tuple[tuple[Body, float | None], ...]) -> list[Block]:
    """Reported groupings of today's boards, marked as reports: none of them is a succession."""
    notes: list[Block] = []
    for body, _ in today:
        for cluster in register.clusters(body.code):
            words = f"Reported in {published(cluster.reported)}, not a merger in law: {cluster.name}"
            notes.append(Note((f"{words} ({cluster.state}).",)))
    return notes
