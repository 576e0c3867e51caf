"""What is registered with Discord, and when."""

from bot.discord import slash
from commands.core.catalogue import Catalogue
from commands.core.declare import Parameter, Type
from tests.bot.discord.stand_in import COMMANDS, StandInAnswering, command
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
