"""`foi new`: whom to ask is found, or asked back; nothing is sent; what may be costed together is said."""

import pytest

from commands.core.reply import Outcome
from law.foi.regime import Regime
from law.foi.story import Stage
from tests.commands.foi.team import ANN, JO, OLLY, SAM, Team, team

__all__ = ["team"]


async def test_a_draft_with_everything_given(team: Team):
    text = await team.said(ANN, "foi new RJE emissions of the incinerator to @jo --regime eir")
    assert "nothing was sent" in text
    assert "in the hands of Jo" in text
    assert "foi withdraw 2" in text
    found = await team.request(2)
    assert (found.body_code, found.regime, found.subject) == (
        "RJE",
        Regime.EIR,
        "emissions of the incinerator",
    )
    assert (found.icb, found.region, found.stage) == ("QNC", "Y60", Stage.DRAFT)
    assert (found.assignee, found.created_by) == (await team.person(JO), await team.person(ANN))
    assert await team.told() == [("@2", "assigned")]


@pytest.mark.parametrize(
    ("typed", "body", "subject"),
    [
        ("NHS Devon ICB: closure of wards", "QJK", "closure of wards"),
        ("NHS Devon ICB closure of wards", "QJK", "closure of wards"),
        ("QJK letters to staff", "QJK", "letters to staff"),
        ("Devon letters to staff", "QJK", "letters to staff"),  # the CCG of that name is no more
    ],
)
async def test_bodies_of_many_words(team: Team, typed: str, body: str, subject: str):
    await team.said(ANN, f"foi new {typed}")
    found = await team.request(2)
    assert (found.body_code, found.subject) == (body, subject)


async def test_a_body_that_is_no_more_names_the_one_that_is(team: Team):
    before = await team.holds()
    reply = await team.ask(ANN, "foi new Cannock Chase contracts --regime eir")
    assert reply.outcome is Outcome.AMBIGUOUS
    assert [choice.command for choice in reply.choices()] == ["foi new QNC contracts --regime eir"]
    assert await team.holds() == before


async def test_orders_too_long_for_a_button_are_told_in_words(team: Team):
    subject = (
        "contracts with private hospitals and everything that was agreed about them in the last ten years"
    )
    reply = await team.ask(ANN, f"foi new 04Y {subject}")
    assert reply.choices() == ()
    assert f"foi new QNC {subject}" in reply.plain()


async def test_a_choice_of_bodies_cannot_give_it_to_anybody(team: Team):
    reply = await team.ask(ANN, "foi new 04Y contracts to @jo")
    assert "not given to Jo" in reply.plain()


async def test_a_split_body_has_several_heirs(team: Team):
    reply = await team.ask(ANN, "foi new 99M ward closures")
    heirs = [choice.command.split()[2] for choice in reply.choices()]
    assert heirs == [body.code for body, _ in team.services.register.now(team.services.register.body("99M"))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("foi new Atlantis plans", "no NHS body"),
        ("foi new QNC", "missing"),
        ("foi new QNC plans --regime gdpr", "foia, eir, foisa"),
        ("foi new QNC plans --letter love", "request_plans"),
        (f"foi new QNC {'x' * 201}", "200 characters"),
    ],
)
async def test_wrong_orders_make_nothing(team: Team, text: str, words: str):
    before = await team.holds()
    assert words in await team.refused(ANN, text)
    assert await team.holds() == before


async def test_a_letter_by_its_name(team: Team):
    await team.said(ANN, "foi new QNC plans --letter request-plans")
    assert (await team.request(2)).letter == "request_plans"


async def test_volunteers_begin_for_themselves_and_observers_not_at_all(team: Team):
    await team.said(JO, "foi new QJK wards to me")
    assert (await team.request(2)).assignee == await team.person(JO)
    before = await team.holds()
    assert "organiser" in await team.refused(JO, "foi new QJK beds to @sam")
    assert "observers" in await team.refused(OLLY, "foi new QJK beds")
    assert await team.holds() == before


async def test_where_nothing_is_set_up_an_organiser_begins(team: Team):
    elsewhere = {"space": "another server"}
    assert "Nothing was changed" in await team.refused(SAM, "foi new QNC plans", **elsewhere)
    await team.said(SAM, "foi new QNC plans", manages_space=True, **elsewhere)


class TestCosts:
    async def test_a_second_similar_request_is_warned_of(self, team: Team):
        await team.said(ANN, "foi sent 1 2 November")
        text = await team.said(ANN, "foi new QNC plans for tender of dialysis")
        assert "£450" in text
        assert "legislation.gov.uk/uksi/2004/3244/regulation/5" in text
        assert "£450" not in await team.said(ANN, "foi new QNC car parking")
        assert "£450" not in await team.said(ANN, "foi new QJK tender plans")

    async def test_a_draft_counts_and_what_was_withdrawn_unsent_does_not(self, team: Team):
        assert "£450" in await team.said(ANN, "foi new QNC tender plans again")
        await team.said(ANN, "foi withdraw 1")
        await team.said(ANN, "foi withdraw 2")
        assert "£450" not in await team.said(ANN, "foi new QNC tender plans")

    async def test_another_campaign_s_are_not_counted(self, team: Team):
        await team.said(ANN, "foi sent 1 2 November")
        other = {"space": "another server", "manages_space": True}
        assert "£450" not in await team.said(SAM, "foi new QNC tender plans", **other)
