"""`remind`, `link` and `me`: what people ask for themselves, and that it is theirs alone."""

import re
from datetime import UTC, datetime, timedelta

import pytest

import storage
from commands.core.reply import Outcome
from tests.commands.foi.team import ANN, JO, MATRIX_JO, NOW, OLLY, SAM, Team, team

__all__ = ["team"]


class TestReminders:
    async def test_at_a_time_of_one_s_own(self, team: Team):
        text = await team.said(OLLY, "remind 1 in 3 weeks ask for the minutes")
        assert "Saturday 12 December 2026, 09:00, London time: ask for the minutes" in text
        assert "unremind 1" in text
        listed = await team.ask(OLLY, "remind list")
        assert listed.private
        assert "request 1: ask for the minutes" in listed.plain()
        assert [choice.command for choice in listed.choices()] == ["unremind 1"]
        back = await team.said(OLLY, "unremind 1")
        order = re.search(r"!(remind .*)\.", back)
        assert order
        assert "Saturday 12 December 2026, 09:00" in await team.said(OLLY, order[1])

    async def test_the_hour_is_london_s_in_summer_too(self, team: Team):
        await team.said(JO, "remind 1 1 July 2027 at 14:30 look")
        database = await team.services.database()
        async with database.read() as connection:
            found = await storage.foi_reminders.get(connection, 1)
        assert found
        assert found.at == datetime(2027, 7, 1, 13, 30, tzinfo=UTC)

    async def test_they_are_nobody_else_s(self, team: Team):
        await team.said(JO, "remind 1 tomorrow mine")
        assert "mine" not in await team.said(SAM, "reminders")
        assert "no reminder 1" in await team.refused(SAM, "unremind 1")
        assert "no reminder 1" in await team.refused(ANN, "unremind 1")
        await team.said(JO, "remind cancel 1", space=None)
        assert "no reminders" in await team.said(JO, "reminders")

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("remind 1 yesterday x", "over"),
            ("remind 1 1 January 2031 x", "two years"),
            ("remind 1 whenever x", "time I can read"),
            ("remind 99 tomorrow x", "no request 99"),
            ("remind 1 28 March 2027 at 1:30 x", "leave out 01:30"),
            ("remind tomorrow", "missing"),
        ],
    )
    async def test_wrong_times(self, team: Team, text: str, words: str):
        assert words in await team.refused(JO, text)
        assert "no reminders" in await team.said(JO, "reminders")

    async def test_not_without_end(self, team: Team):
        for number in range(50):
            await team.said(JO, f"remind 1 tomorrow {number}")
        assert "50 reminders" in await team.refused(JO, "remind 1 tomorrow again")


async def code_of(team: Team, who=JO) -> str:
    """A fresh code, in private."""
    found = re.search(r"link (\w{4}-\w{4})", await team.said(who, "link", space=None))
    assert found
    return found[1]


class TestLinking:
    async def test_tasks_follow_the_person(self, team: Team):
        await team.said(ANN, "foi assign 1 @jo")
        code = await code_of(team)
        asked = await team.ask(MATRIX_JO, f"link {code.lower()}", space=None)
        assert "one person with Jo on Discord" in asked.plain()
        assert "stop" in asked.plain()
        assert await team.person(MATRIX_JO) is None  # nothing is joined before it was confirmed
        (yes,) = asked.choices()
        assert "Jo M on Matrix" in await team.said(MATRIX_JO, yes.command, space=None)
        assert await team.person(MATRIX_JO) == await team.person(JO)
        assert "tender plans" in await team.said(MATRIX_JO, "mine", space=None)
        await team.said(MATRIX_JO, "foi sent 1 2 November", space=None)

    async def test_a_code_works_once_and_not_for_ever(self, team: Team):
        code = await code_of(team)
        await team.said(MATRIX_JO, f"link {code} yes", space=None)
        for again in (f"link {code}", f"link {code} yes"):
            assert "unknown, used" in await team.refused(SAM, again, space=None)
        late = await code_of(team)
        team.now = NOW + timedelta(minutes=15)
        for again in (f"link {late}", f"link {late} yes"):
            assert "older than 15 minutes" in await team.refused(SAM, again, space=None)
        assert await team.person(SAM) != await team.person(JO)

    async def test_a_newer_code_ends_the_older(self, team: Team):
        old = await code_of(team)
        await code_of(team)
        await team.refused(MATRIX_JO, f"link {old}", space=None)

    async def test_never_in_a_room(self, team: Team):
        reply = await team.ask(JO, "link")
        assert reply.outcome is Outcome.REFUSED
        assert not re.search(r"\w{4}-\w{4}", reply.plain())
        code = await code_of(team)
        assert "no longer good" in await team.refused(SAM, f"link {code}")
        await team.refused(MATRIX_JO, f"link {code}", space=None)
        slash = await team.ask(JO, "link", command="link")  # answered to whoever asks alone
        assert re.search(r"\w{4}-\w{4}", slash.plain())
        assert slash.private

    async def test_taken_apart(self, team: Team):
        await team.said(ANN, "foi assign 1 @jo")
        assert "no other" in await team.said(JO, "link off")
        await team.said(MATRIX_JO, f"link {await code_of(team)} yes", space=None)
        assert "person of its own" in await team.said(MATRIX_JO, "link off", space=None)
        assert "no requests in hand" in await team.said(MATRIX_JO, "mine", space=None)
        assert "tender plans" in await team.said(JO, "mine")

    async def test_the_code_itself_is_not_kept(self, team: Team):
        code = (await code_of(team)).replace("-", "")
        database = await team.services.database()
        async with database.read() as connection:
            from sqlalchemy import select

            rows = (await connection.execute(select(storage.schema.link_codes))).all()
        assert rows
        assert code not in str(rows)


class TestMe:
    async def test_shown_and_changed_with_a_way_back(self, team: Team):
        shown = await team.ask(JO, "me")
        assert shown.private
        assert "Europe/London, where it is 12:00 now" in shown.plain()
        for order, said, back in (
            ("me zone new york", "America/New_York", "me zone Europe/London"),
            ("me digest 8pm", "20:00", "me digest 9"),
            ("me quiet 9pm to 7:00", "21:00 to 7:00", "me quiet 20-8"),
            ("me quiet off", "none", "me quiet 21-7"),
            ("me network discord", "Discord", "me network any"),
        ):
            text = await team.said(JO, order)
            assert said in text
            assert back in text
        shown_again = (await team.ask(JO, "me", space=None)).plain()
        for words in ("where it is 07:00 now", "20:00", "none", "Discord", "Jo on Discord"):
            assert words in shown_again
        assert "20:00 to 8:00" in await team.said(SAM, "me")

    async def test_it_decides_when_they_are_told(self, team: Team):
        await team.said(JO, "me quiet 10-15")
        await team.said(ANN, "foi assign 1 @jo")
        assert (await team.rows())[0].not_before == datetime(2026, 11, 21, 15, tzinfo=UTC)

    async def test_the_network_they_chose(self, team: Team):
        await team.said(ANN, "foi assign 1 @jo")
        await team.said(MATRIX_JO, f"link {await code_of(team)} yes", space=None)
        await team.said(JO, "me network matrix")
        await team.said(ANN, "foi unclaim 1")
        assert [(row.platform, row.channel) for row in await team.rows()] == [
            *(("discord", "@2"), ("matrix", "@jo:example.org"))
        ]

    async def test_naming_a_network_tries_it_again(self, team: Team):
        await team.said(JO, "me digest 10")
        person = await team.person(JO)
        assert person
        database = await team.services.database()
        async with database.write() as connection:
            await storage.person_settings.mark_closed(connection, person, "discord", NOW)
        assert "did not let me write" in await team.said(JO, "me")
        await team.said(JO, "me network discord")
        assert "did not let me write" not in await team.said(JO, "me")

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("me zone Atlantis", "no time zone"),
            ("me zone ../../etc/passwd", "no time zone"),
            ("me digest 25", "no full hour"),
            ("me digest 13pm", "no full hour"),
            ("me quiet 20", "no full hour"),
            ("me network pigeon", "discord, matrix, any"),
            ("me network matrix", "no account of yours on Matrix"),
        ],
    )
    async def test_wrong_values(self, team: Team, text: str, words: str):
        assert words in await team.refused(JO, text)
