"""`ccg` and its kin: what is answered to whom asks about a body, a place, or something unclear."""

import pytest

from commands.core.reply import Link, Outcome


async def test_card_of_a_closed_ccg(console):
    reply = await console.ask("!ccg Cannock Chase")
    text = reply.plain()
    assert reply.outcome is Outcome.ANSWERED
    assert "Existed: 1 April 2013 to 30 June 2022" in text
    assert "abolished; its duties passed to NHS Staffordshire and Stoke-on-Trent ICB (QNC)" in text
    assert "Website: https://staffsstoke.icb.nhs.uk/" in text
    assert "staffsstokefoi@staffsstoke.icb.nhs.uk (as published 22 August 2026; from one source" in text
    assert "CC BY-SA 4.0" in text
    assert "not a merger in law" in text
    assert "ccg QNC" in {choice.command for choice in reply.choices()}


async def test_contacts_of_closed_boards_are_not_offered(console):
    text = (await console.ask("ccg QNQ")).plain()
    assert "Reach NHS Frimley" not in text
    assert "Reach NHS Thames Valley" in text or "Reach NHS Hampshire and Isle of Wight ICB" in text


@pytest.mark.parametrize(
    ("code", "today"),
    [("07H", ["NHS Essex ICB (D7T5G)"]), ("99M", ["(QRL), 78% of its area", "(S9B9J), 22% of its area"])],
)
async def test_split_bodies_by_territory(console, code, today):
    text = (await console.ask(f"!ccg {code}")).plain()
    for words in today:
        assert words in text
    if code == "07H":
        assert "S1Y5D" not in text.partition("Decides there today")[2].partition("\n")[0]


async def test_ambiguity_is_offered_and_a_number_picks(console):
    reply = await console.ask("!ccg Devon")
    assert reply.outcome is Outcome.AMBIGUOUS
    assert {choice.command for choice in reply.choices()} >= {"ccg 15N", "ccg QJK"}
    assert "decides there today" in reply.plain()
    first = reply.choices()[0].command.split()[1]
    assert f"({first})" in (await console.ask("1")).plain().splitlines()[0]


async def test_a_number_without_an_offer(console):
    reply = await console.ask("7")
    assert reply.outcome is Outcome.NOT_UNDERSTOOD


async def test_a_kind_in_the_question_decides(console):
    assert "(QJK)" in (await console.ask("!icb Devon ICB")).plain().splitlines()[0]
    assert "(15N)" in (await console.ask("!ccg NHS Devon CCG")).plain().splitlines()[0]


async def test_place_without_a_command(console):
    assert "(QNC)" in (await console.ask("Lichfield")).plain()
    assert "(QNC)" in (await console.ask("WS13 6JX")).plain()


@pytest.mark.parametrize("day", ["2010", "1 June 2010", "01/06/2010", "2010-06-01", "1st June 2010"])
async def test_on_a_day(console, day):
    text = (await console.ask(f"!ccg Cannock Chase on {day}")).plain()
    assert "South Staffordshire PCT (5PK)" in text
    assert "2010" in text.splitlines()[0]


async def test_stoke_on_trent_is_not_an_option(console):
    assert "05W" in (await console.ask("!ccg Stoke on Trent")).plain()


async def test_before_the_records_and_after_today(console):
    before = await console.ask("!ccg Cannock Chase on 1999")
    assert before.outcome is Outcome.NOT_FOUND
    assert "begins with the primary care trusts" in before.plain()
    after = (await console.ask("!ccg Cannock Chase on 2031")).plain()
    assert "still to come" in after
    assert "(QNC)" in after


@pytest.mark.parametrize(
    ("query", "who"),
    [("Cardiff", "Cardiff and Vale"), ("Glasgow", "Greater Glasgow"), ("Belfast", "Belf")],
)
async def test_outside_england(console, query, who):
    reply = await console.ask(f"!ccg {query}")
    assert reply.outcome is Outcome.NOT_FOUND
    assert "England only" in reply.plain()
    assert who in reply.plain()


@pytest.mark.parametrize("query", ["99Z9", "Nowhereville", "zzzzzz", "12345"])
async def test_nothing_found_says_what_works(console, query):
    reply = await console.ask(f"!ccg {query}")
    assert reply.outcome is Outcome.NOT_FOUND
    assert f"“{query}”" in reply.plain()
    assert "postcode" in reply.plain()


async def test_links_are_links(console):
    reply = await console.ask("!ccg QNC")
    links = [
        span
        for block in reply.blocks
        for _, line in getattr(block, "rows", ())
        for span in line
        if isinstance(span, Link)
    ]
    assert {link.url.partition(":")[0] for link in links} == {"https", "mailto"}


@pytest.mark.parametrize(
    "day", ["31 Feb 2015", "2015-13-40", "99999", "31/02/2015", "the 31st of February, 2015"]
)
async def test_a_day_that_never_was_is_said_to_be_one(console, day):
    reply = await console.ask(f"!ccg Cannock Chase on {day}")
    assert reply.outcome is Outcome.NOT_UNDERSTOOD
    assert "is not a date" in reply.plain()
    assert "1 April 2015" in reply.plain() or "28 February 2015" in reply.plain()


@pytest.mark.parametrize("day", ["1 Sept 2015", "the 1st of September 2015", "September 1st, 2015"])
async def test_days_as_people_say_them(console, day):
    assert "on Tuesday 1 September 2015" in (await console.ask(f"!ccg Cannock Chase on {day}")).plain()


async def test_names_that_hold_on_or_in_stay_whole(console):
    assert "(05W)" in (await console.ask("!ccg Stoke on Trent")).plain()


@pytest.mark.parametrize(
    ("asked", "heading"),
    [
        ("Devon", "Devon"),
        ("Devon CCG", "NHS Devon CCG (15N)"),
        ("NHS Essex Integrated Care Board", "NHS Essex ICB (D7T5G)"),
        ("Essex", "Essex"),
        ("07H", "NHS West Essex CCG (07H)"),
        ("Lichfield", "Lichfield"),
    ],
)
async def test_history_of_a_body_is_not_that_of_the_county_of_its_name(console, asked, heading):
    text = (await console.ask(f"!history {asked}")).plain()
    assert text.splitlines()[0] == f"Who decided about NHS care: {heading}"


async def test_history_of_a_government_region_says_what_it_rests_on(console):
    text = (await console.ask("!history West Midlands")).plain()
    assert "rests on the commissioners of the NHS England region that has most of it" in text
    assert "small areas" in (await console.ask("!history Lichfield")).plain()


async def test_every_heir_of_a_divided_board_is_named(console):
    became = (await console.ask("!ccg QNQ")).plain().partition("What became of it: ")[2].partition("\n")[0]
    assert became.startswith("1 April 2026: split between NHS Surrey and Sussex ICB (S9B9J) (21%)")
    assert became.endswith(", and some of its land passed to NHS Hampshire and Isle of Wight ICB (QRL) (23%)")
    assert became.count("2026") == 1
