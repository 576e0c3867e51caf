"""Whose requests somebody may see and move: their campaign's, in private what is theirs; forged presses."""

from collections.abc import Iterator

import pytest

from commands.core.catalogue import ours
from commands.core.declare import Command, Type
from commands.core.reply import Outcome
from tests.commands.foi.team import ANN, JO, OLLY, SAM, Team, team

__all__ = ["team"]

_FILLED = {
    Type.PERSON: "@sam",
    Type.PEOPLE: "@sam",
    Type.MOMENT: "tomorrow",
    Type.TEXT: "words",
    Type.NUMBER: "1",
}
_MORE = {
    "foi defer": "until 1 March",
    "foi note": "words",
    "foi extended": "until 18 December",
    "foi letter": "",
}
_LOOKING = ("foi show", "remind", "foi letter")
"""What observers, too, may do with a request: look, be reminded, and read the letter that fits."""


def _orders() -> Iterator[tuple[str, str]]:
    """Every command about one request, as an order about request {}."""
    for command in ours().commands:
        if command.parameters and command.parameters[0].name == "id" and command.group != "batch":
            yield command.name, f"{command.name} {{}} {_MORE.get(command.name, _rest(command))}".rstrip()


def _rest(command: Command) -> str:
    wanted = [each for each in command.parameters[1:] if each.required]
    return " ".join(each.choices[0] if each.choices else _FILLED.get(each.type, "today") for each in wanted)


ORDERS = list(_orders())
MOVING = [(name, order) for name, order in ORDERS if name not in (*_LOOKING, "foi claim", "task unhelp")]


def test_there_are_such_commands():
    assert len(MOVING) > 15
    assert {"foi assign", "foi sent", "foi answered"} <= {name for name, _ in MOVING}


@pytest.mark.parametrize(("name", "order"), ORDERS)
async def test_another_campaign_s_request_is_as_if_it_were_not(team: Team, name: str, order: str):
    """The words are the same, for organisers elsewhere and in private for whoever has no part in it."""
    before = await team.holds()
    elsewhere = {"space": "another server", "manages_space": True}
    theirs = (await team.ask(ANN, order.format(1), **elsewhere)).plain()
    absent = (await team.ask(ANN, order.format(999), **elsewhere)).plain()
    assert "There is no request 1 here." in theirs
    assert theirs == absent.replace("999", "1")
    private = await team.ask(SAM, order.format(1), space=None)
    assert "There is no request 1 here." in private.plain()
    assert await team.holds() == before


@pytest.mark.parametrize(("name", "order"), MOVING)
async def test_a_forged_press_is_refused_and_changes_nothing(team: Team, name: str, order: str):
    """A button says a command, and whoever presses it has their own rights only."""
    await team.said(JO, "claim 1")
    await team.said(JO, "foi sent 1 2 November")
    before = await team.holds()
    for who in (SAM, OLLY):
        reply = await team.ask(who, order.format(1))
        assert reply.outcome is Outcome.REFUSED, reply.plain()
        assert reply.private
    assert await team.holds() == before


class TestInPrivate:
    async def test_who_has_it_moves_it_there(self, team: Team):
        await team.said(ANN, "foi assign 1 @jo")
        await team.said(JO, "foi sent 1 2 November", space=None)
        assert "waiting" in await team.said(JO, "mine", space=None)
        await team.said(JO, "foi unclaim 1", space=None)
        assert await team.history() == ["assigned", "declined"]

    async def test_an_organiser_may_there_what_they_may_in_the_room(self, team: Team):
        await team.said(ANN, "foi sent 1 2 November", space=None)
        assert "in 10 days" in await team.said(ANN, "foi list", space=None)

    async def test_managing_a_server_counts_in_that_server_only(self, team: Team):
        """What a network says of private talk is not a right in any campaign."""
        await team.refused(SAM, "foi sent 1", space=None, manages_space=True)

    async def test_tasks_of_several_campaigns(self, team: Team):
        await team.said(ANN, "foi assign 1 @jo")
        other = {"space": "another server", "manages_space": True}
        await team.said(ANN, "foi new QJK wards", **other)
        await team.said(ANN, "foi assign 2 @jo", **other)
        text = await team.said(JO, "mine", space=None)
        assert "tender plans" in text
        assert "wards" in text
        assert "wards" not in await team.said(JO, "mine")
        assert "tender plans" not in await team.said(JO, "mine", space="another server")
        await team.said(JO, "foi sent 2 today", space=None)

    async def test_tasks_stay_with_who_has_no_role_any_more(self, team: Team):
        await team.said(ANN, "foi assign 1 @jo")
        await team.said(ANN, "setup not-volunteer @jo")
        assert "tender plans" in await team.said(JO, "mine", space=None)
        assert "no overdue requests" in await team.said(JO, "overdue", space=None)

    @pytest.mark.parametrize(
        "text", ["foi new QNC plans", "foi settings before 5", "holiday add 4 May 2027 X"]
    )
    async def test_what_needs_a_place_is_ordered_there(self, team: Team, text: str):
        before = await team.holds()
        await team.refused(ANN, text, space=None)
        assert await team.holds() == before

    @pytest.mark.parametrize("text", ["mine", "overdue", "foi list", "reminders", "me"])
    async def test_strangers_are_answered(self, team: Team, text: str):
        assert "Staffordshire" not in await team.said(SAM, text, space=None)


async def test_an_observer_who_still_has_it_moves_nothing(team: Team):
    await team.said(JO, "claim 1")
    text = await team.said(ANN, "setup observer @jo")
    assert "Jo still has 1 request in hand" in text
    await team.refused(JO, "foi sent 1")
    await team.refused(JO, "foi sent 1", space=None)
    await team.said(JO, "foi show 1")


async def test_names_are_shown_inside_the_campaign_only(team: Team):
    await team.said(JO, "claim 1")
    assert "Jo" in await team.said(SAM, "foi list")
    assert "Jo" not in (await team.ask(SAM, "foi list", space="another server")).plain()
