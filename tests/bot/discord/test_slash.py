"""What is registered with Discord, and when."""

import pytest

from bot.discord import slash
from commands.core.catalogue import Catalogue, ours
from commands.core.declare import Area, Parameter, Type
from tests.bot.discord.stand_in import COMMANDS, StandInAnswering, command
from tests.servers.discord import limits
from tests.servers.discord.fixtures import talking


async def test_registered_once_and_again_only_when_changed(discord_server):
    answering = StandInAnswering()
    for _ in range(2):
        async with talking(discord_server, answering):
            assert set(discord_server.commands) == {"ccg", "assign", "privacy"}
    assert discord_server.rest.syncs == 1

    added = StandInAnswering(commands=(*COMMANDS, command("near", Parameter("place", Type.PLACE, "A place"))))
    added.marks = answering.marks
    async with talking(discord_server, added) as talk:
        assert await talk.slash("near", {"place": "Stoke"}) == "You asked: near Stoke"
    assert discord_server.rest.syncs == 2


async def test_registration_refused_does_not_stop_the_bot(discord_server, answering):
    discord_server.fail_next(status=403, path="/commands")
    async with talking(discord_server, answering) as talk:
        assert await talk.ask("ccg 04Y")
    assert answering.marks == {}


def test_options():
    (ccg, assign, _) = sorted(
        slash.payload(Catalogue(COMMANDS)), key=lambda c: ["ccg", "assign", "privacy"].index(c["name"])
    )
    assert [option["name"] for option in ccg["options"]] == ["body", "on"]  # required first
    assert ccg["options"][0]["autocomplete"] is True
    assert "autocomplete" not in ccg["options"][1]
    assert [option["type"] for option in assign["options"]] == [4, 6, 3]
    assert [choice["value"] for choice in assign["options"][2]["choices"]] == ["soon", "later"]


def test_fingerprint_follows_the_content():
    one, two = slash.payload(Catalogue(COMMANDS)), slash.payload(Catalogue(COMMANDS[:2]))
    assert slash.fingerprint(one) == slash.fingerprint(slash.payload(Catalogue(COMMANDS)))
    assert slash.fingerprint(one) != slash.fingerprint(two)


def test_suggestions_for_an_unknown_command_or_option_are_none(answering):
    register = answering.services.register
    for data in ({"name": "gone"}, {"name": "ccg", "options": [{"name": "x", "value": "", "focused": True}]}):
        assert slash.suggestions(answering.catalogue, register, data) == []


GROUP = (
    command(
        "foi assign",
        Parameter("number", Type.NUMBER, "Which request"),
        Parameter("body", Type.BODY, "Which body", required=False),
    ),
    command("foi mine", private=True, area=Area.FOI),
)


async def test_two_words_are_a_sub_command(discord_server):
    answering = StandInAnswering(commands=(*COMMANDS, *GROUP))
    async with talking(discord_server, answering) as talk:
        assert set(discord_server.commands) == {"ccg", "assign", "privacy", "foi"}
        assert await talk.slash("foi assign", {"number": 12, "body": "04Y"}) == "You asked: foi assign 12 04Y"
        assert answering.asked[0].command == "foi assign"
        assert answering.asked[0].arguments == {"number": "12", "body": "04Y"}
        offered = await discord_server.autocomplete("foi assign", "body", "Devon")
        assert len(offered) == 25
        assert (await discord_server.response(await discord_server.slash("foi mine"))).ephemeral
        answer = await talk.say("!ccg 04Y")
        assert (await discord_server.response(await discord_server.press(answer, "ask:foi mine"))).ephemeral
        assert answering.asked[-1].text == "foi mine"


def test_ours_fit_discord():
    body = slash.payload(ours())
    limits.commands(body)
    assert 0 < len(body) <= 100


@pytest.mark.parametrize(
    "commands",
    [
        [command(f"foi part{n}") for n in range(26)],
        [command(f"alone{n}") for n in range(101)],
        [command("foi"), command("foi new")],
        [command("foi new", *(Parameter(f"p{n}", Type.TEXT, "What") for n in range(26)))],
    ],
)
def test_more_than_discord_takes_fails_loudly(commands):
    with pytest.raises(ValueError, match=r"Discord takes|a group of commands"):
        slash.payload(Catalogue(commands))
