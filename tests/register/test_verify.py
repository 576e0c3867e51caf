"""The verifier finds nothing in the shipped register, and finds each thing that is broken in a copy."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from register import Register
from register.model import Body, Contact, Relation, Share, Succession
from register.tables import Tables
from register.verify import verify

Spoil = Callable[[Tables], Tables]


def test_the_shipped_register_holds(ours: Register) -> None:
    assert verify(ours) == []


def _body(code: str, **changes: object) -> Spoil:
    def spoil(tables: Tables) -> Tables:
        def changed(body: Body) -> Body:
            return replace(body, **changes) if body.code == code else body  # type: ignore[arg-type]

        return replace(tables, bodies=tuple(map(changed, tables.bodies)))

    return spoil


def _without(code: str) -> Spoil:
    return lambda tables: replace(tables, bodies=tuple(b for b in tables.bodies if b.code != code))


def _edge(before: str, after: str, share: float | None = None) -> Spoil:
    edge = Succession(before, after, date(2030, 4, 1), Relation.MERGER, share)
    return lambda tables: replace(tables, successions=(*tables.successions, edge))


def _contact(code: str, field: str, value: str, confidence: str = "high") -> Spoil:
    contact = Contact(value, "2026", confidence, "a test")
    return lambda tables: replace(tables, contacts={**tables.contacts, (code, field): contact})


BROKEN: list[tuple[Spoil, str]] = [
    (_body("04Y", closed=date(2021, 3, 31)), "105 CCGs were open on 2021-04-01, not 106."),
    (_body("QNC", status="closed", closed=date(2026, 3, 31)), "35 ICBs were open on 2026-04-01, not 36."),
    (_without("04Y"), "A succession names 04Y, which does not exist."),
    (_body("04Y", region="Y99"), "04Y names the region Y99, which does not exist."),
    (_body("04Y", successors_now=(Share("QOC"),)), "04Y does not end at QNC in the region Y60."),
    (_body("04Y", successors_now=()), "04Y leads to no body that is open today."),
    (_body("04Y", successors_now=(Share("QM7"),)), "04Y leads to QM7, which is closed."),
    (
        _body("99M", successors_now=(Share("QRL", 0.5), Share("S9B9J", 0.2))),
        "The parts of 99M today sum to 0.70.",
    ),
    (_body("07H", successors_now=(Share("S1Y5D"),)), "07H leads to {'S1Y5D': 1.0}, not {'D7T5G': 1.0}."),
    (_body("04Y", opened=date(2023, 1, 1)), "04Y closed on 2022-06-30, before it opened."),
    (_body("QNC", region="Y61"), "05G does not end at QNC in the region Y60."),
    (_edge("QNC", "04Y"), "Successions go round"),
    (_edge("04Y", "QOC"), "04Y passed wholly to more than one body."),
    (_contact("QNC", "website", "staffsstoke.icb.nhs.uk"), "The website of QNC is not well formed"),
    (_contact("QNC", "foi_email", "foi at nhs.net"), "The foi_email of QNC is not well formed"),
    (_contact("QNC", "fax", "https://a.nhs.uk"), "QNC has a contact of unknown kind, fax."),
    (_contact("XXX", "website", "https://a.nhs.uk"), "A contact names XXX, which does not exist."),
    (_contact("QNQ", "website", "https://a.nhs.uk"), "The website of QNQ is offered as today's"),
    (_contact("QNC", "website", "https://a.nhs.uk", "sure"), "The website of QNC has the confidence 'sure'."),
    (
        lambda t: replace(t, aliases=(*t.aliases, ("Nowhere", "XXX", "variant"))),
        "The alias 'Nowhere' names XXX",
    ),
    (
        lambda t: replace(t, about=replace(t.about, licence="")),
        "The licence line of the public data is missing.",
    ),
    (lambda t: replace(t, about=replace(t.about, slug_licence="")), "The licence line of the WhatDoTheyKnow"),
    (lambda t: replace(t, about=replace(t.about, sources=())), "No sources are named."),
    (lambda t: replace(t, about=replace(t.about, counts={})), "register.toml tells {}"),
    (
        lambda t: replace(t, neighbours={**t.neighbours, ("ICB 2026-04", "QNC"): ("QT6",)}),
        "In ICB 2026-04, QT6 is beside QNC but not the other way round.",
    ),
    (
        lambda t: replace(t, places=tuple((p, s[:1] if p.name == "Lichfield" else s) for p, s in t.places)),
        "The parts of LAD2020 E07000194 in CCGs sum to 0.86.",
    ),
]


@pytest.mark.parametrize(("spoil", "problem"), BROKEN, ids=[problem[:50] for _, problem in BROKEN])
def test_what_is_broken_is_found(ours: Register, spoil: Spoil, problem: str) -> None:
    found = verify(Register(spoil(ours.records.tables)))
    assert any(problem in line for line in found), found
