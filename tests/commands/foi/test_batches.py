"""Batches: looked at before anything is made, made once, shared out, and followed."""

import csv
import io
from collections import Counter
from datetime import UTC, date, datetime

import pytest

import storage
from commands.core.paging import LONGEST
from commands.core.reply import Attachment, Outcome, Picture, Reply
from law.foi.story import Kind, Stage
from storage.foi_requests import FoiRequest
from tests.commands.foi.team import ANN, JO, NOW, OLLY, SAM, Team

__all__ = ["crew"]

PLANS = "request_plans dialysis --fields since = 1 April 2025"
ALL = f"batch preview all ICBs {PLANS}"


@pytest.fixture
async def crew(services) -> Team:
    """A campaign with Ann as organiser, Olly as observer, and Jo and Sam as volunteers."""
    team = Team(services)
    await team.said(ANN, "setup organiser @ann", manages_space=True)
    await team.said(ANN, "setup observer @olly")
    for name in ("jo", "sam"):
        await team.said(ANN, f"setup volunteer @{name}")
    return team


async def requests(team: Team) -> list[FoiRequest]:
    found: list[FoiRequest] = []
    database = await team.services.database()
    async with database.read() as connection:
        while request := await storage.foi_requests.get(connection, len(found) + 1):
            found.append(request)
    return found


def file(reply: Reply) -> list[dict[str, str]]:
    """The table to take away."""
    (data,) = [block.data for block in reply.blocks if isinstance(block, Attachment)]
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


async def press(team: Team, reply: Reply, label: str) -> Reply:
    """What Ann hears when she presses what begins like this."""
    (choice,) = [choice for choice in reply.choices() if choice.label.startswith(label)]
    assert len(choice.command) <= LONGEST
    return await team.ask(ANN, choice.command)


class TestPreview:
    async def test_says_everything_and_makes_nothing(self, crew: Team):
        reply = await crew.ask(ANN, f"{ALL} --per-day 12")
        text = reply.plain()
        assert "Nothing is made and nothing sent" in text
        assert "36 requests to all ICBs" in text
        assert "NHS Devon ICB (QJK) | Mon 23 Nov" in text
        assert "from Monday 23 November 2026 to Wednesday 25 November 2026, 12 a working day" in text
        assert "Mon 23 Nov | 12" in text
        assert "Jo 18, Sam 18" in text
        assert "have a known FOI address" in text
        assert "Dear Freedom of Information team at NHS Bath and North East Somerset" in text
        assert "About dialysis, from Tuesday 1 April 2025" in text
        assert "[your full name]" in text
        assert "£450 (18 hours at £25)" in text
        assert "legislation.gov.uk/uksi/2004/3244/regulation/5" in text
        rows = file(reply)
        assert len(rows) == 36
        assert {row["whose"] for row in rows} == {"Jo", "Sam"}
        assert all(row["foi_address"] or row["whatdotheyknow"] for row in rows)
        assert await requests(crew) == []
        assert await crew.rows() == []

    async def test_who_cannot_be_reached_is_named(self, crew: Team):
        text = await crew.said(ANN, f"batch preview all CSUs, QNC {PLANS}")
        nowhere = [
            body.name
            for body in crew.services.register.bodies()
            if body.code in ("0DJ", "YDDTR", "0DE", "0CX", "0DF", "0AR")
            and not crew.services.register.contacts(body.code).whatdotheyknow
        ]
        assert nowhere
        assert "Without either: " in text
        assert "no address known" in text

    async def test_exclusions_and_who_was_meant(self, crew: Team):
        text = await crew.said(
            ANN, f"batch preview Midlands, 04Y {PLANS} --without QNC, NHS Devon ICB --per-day 20"
        )
        assert "10 requests to" in text
        assert "NHS Cannock Chase CCG (04Y) is no more" in text
        assert "Named more than once, asked once: NHS Staffordshire" in text
        assert "Left out: NHS Staffordshire and Stoke-on-Trent ICB (QNC)" in text
        assert "Not among them anyway: NHS Devon ICB (QJK)" in text
        assert "QNC) |" not in text

    async def test_what_is_missing_is_named_and_cannot_be_made(self, crew: Team):
        reply = await crew.ask(ANN, "batch preview Midlands request_plans dialysis")
        assert "- since: the first day you want information from" in reply.plain()
        assert "--fields since = …" in reply.plain()
        assert reply.choices() == ()
        assert "no batches here" in await crew.said(ANN, "batch list")
        assert "Subject: Plans, tenders and contracts for dialysis" in reply.plain()

    async def test_a_subject_fills_the_one_thing_that_is_asked_for(self, crew: Team):
        """Where the letter asks for more, or for nothing, it is the request's own subject."""
        text = await crew.said(ANN, 'batch preview QNC request_duties "closure of wards"')
        assert "Subject: Involving the public: closure of wards" in text
        fields = "service = dialysis; since = 1 April 2025"
        text = await crew.said(ANN, f"batch preview QNC request_plans Kidneys --fields {fields}")
        assert "Subject: Kidneys" in text
        assert "About dialysis, from" in text

    async def test_a_first_day_and_named_people(self, crew: Team):
        text = await crew.said(ANN, f"batch preview Midlands {PLANS} --from 28 November --to @ann @sam")
        assert "from Tuesday 1 December 2026" in text  # after the weekend and St Andrew's Day
        assert "Ann 6, Sam 5" in text or "Sam 6, Ann 5" in text

    async def test_who_has_the_fewest_comes_first(self, crew: Team):
        for _ in range(3):
            await crew.said(ANN, "foi new RJE emissions to @jo")
        assert "Sam 6, Jo 5" in await crew.said(ANN, f"batch preview Midlands {PLANS}")

    @pytest.mark.parametrize(
        ("line", "words"),
        [
            (
                f"batch preview Foo, Bath {PLANS}",
                "“Foo” is no body I know. “Bath” is no body I know. Perhaps",
            ),
            (f"batch preview QNC {PLANS} --without Foo", "“Foo” is no body I know"),
            (f"batch preview QNC {PLANS} --without QNC", "Nobody is left"),
            ("batch preview QNC chase_1", "no letter to begin a request with"),
            ("batch preview QNC", "No letter is named. To begin with there are: request_bidders"),
            ("batch preview QNC --letter plans", "“plans” is no letter I know"),
            (
                "batch preview QNC request_plans dialysis --fields since 2025",
                "nothing that goes into request_plans",
            ),
            (
                "batch preview QNC request_plans dialysis --fields ward = 3",
                "“ward” is nothing that goes into",
            ),
            (f"batch preview QNC {PLANS} --per-day 5000", "At most 100"),
            (f"batch preview QNC {PLANS} --per-day 0", "whole number from 1"),
            (f"batch preview QNC {PLANS} --from 31/11", "not a date"),
            (f"batch preview QNC {PLANS} --from 2 January 2029", "2029"),
            (f"batch preview QNC {PLANS} --to @olly", "Olly looks on only"),
            (f"batch preview QNC request_duties {'ward ' * 60}", "at most 200 characters"),
            ("batch make 7", "no batch 7 here"),
            ("batch show 7", "no batch 7 here"),
        ],
    )
    async def test_refused_with_nothing_made(self, crew: Team, line: str, words: str):
        assert words in await crew.refused(ANN, line)
        assert "no batches here" in await crew.said(ANN, "batch list")

    async def test_a_letter_of_their_own(self, crew: Team):
        letter = (
            "letters add beds_closed\nField: ward: the ward\nSubject: Beds closed on {ward}\n\n"
            "Dear team at {authority},\n\nHow many beds on {ward} were closed?\n\n{name}\n{reply_to}"
        )
        await crew.said(ANN, letter)
        reply = await crew.ask(ANN, "batch preview QNC, QJK beds_closed Ward 3")
        assert "Subject: Beds closed on Ward 3" in reply.plain()
        await press(crew, reply, "Make these 2 requests")
        text = await crew.said(JO, "foi letter 2")
        assert "Dear team at NHS Devon Integrated Care Board," in text
        assert "How many beds on Ward 3 were closed?" in text
        assert "Still missing" not in text


class TestMake:
    async def test_all_are_made_as_they_were_shown(self, crew: Team):
        shown = await crew.ask(ANN, f"{ALL} --per-day 12")
        reply = await press(crew, shown, "Make these 36 requests")
        assert "36 requests made, number 1 to 36; none of them is sent yet" in reply.plain()
        assert "The way back: !batch stop 1" in reply.plain()
        made = await requests(crew)
        rows = file(shown)
        assert [each.body_code for each in made] == [row["code"] for row in rows]
        assert [each.send_on and each.send_on.isoformat() for each in made] == [
            row["send_on"] for row in rows
        ]
        whose = {await crew.person(JO): "Jo", await crew.person(SAM): "Sam"}
        assert [whose[each.assignee] for each in made] == [row["whose"] for row in rows]
        assert {(each.stage, each.letter, each.batch_id, each.regime) for each in made} == {
            ("draft", "request_plans", 1, "FOIA")
        }
        assert {each.subject for each in made} == {"Plans, tenders and contracts for dialysis"}
        assert {each.icb for each in made} == {each.body_code for each in made}
        assert all(each.region and each.calendar and each.next_at for each in made)

    async def test_each_is_told_all_of_theirs_at_one_time(self, crew: Team):
        await crew.said(ANN, f"{ALL} --to @ann @jo @sam")
        await crew.said(ANN, "batch make 1")
        rows = await crew.rows()
        assert Counter(row.channel for row in rows) == {"@2": 12, "@3": 12}, "who orders it knows"
        assert {row.reason.partition(" ")[0] for row in rows} == {"assigned"}
        assert {row.not_before for row in rows} == {NOW}
        assert len({row.key for row in rows}) == 24
        made = {each.id: each.assignee for each in await requests(crew)}
        jo = await crew.person(JO)
        assert all((made[row.subject_id] == jo) == (row.channel == "@2") for row in rows)

    async def test_ordered_twice_it_is_made_once(self, crew: Team):
        await crew.said(ANN, ALL)
        await crew.said(ANN, "batch make 1")
        before = await crew.holds()
        again = await crew.said(ANN, "batch make 1")
        assert (
            "Batch 1 was made already, on Saturday 21 November 2026: 36 requests. Nothing was made again"
            in again
        )
        assert await crew.holds() == before
        assert len(before) == 37

    async def test_letters_are_filled_in_but_for_the_writer(self, crew: Team):
        await crew.said(ANN, f"batch preview QNC, RJE, 0CX {PLANS}")
        await crew.said(ANN, "batch make 1")
        for number, body in enumerate(
            ("NHS Staffordshire", "University Hospitals of North", "NHS Midlands"), 1
        ):
            text = await crew.said(JO, f"foi letter {number}")
            assert f"Dear Freedom of Information team at {body}" in text
            assert "About dialysis, from Tuesday 1 April 2025" in text
            assert "Still missing" not in text
            assert text.count("[your ") <= 2
        other = await crew.said(JO, "foi letter 1 request_plans service = beds")
        assert "About beds, from Tuesday 1 April 2025" in other

    async def test_a_draft_whose_first_day_has_passed_is_looked_at_again(self, crew: Team):
        await crew.said(ANN, f"batch preview Midlands {PLANS}")
        crew.now = datetime(2026, 11, 26, 12, tzinfo=UTC)
        reply = await crew.ask(ANN, "batch make 1")
        assert "Its first day has passed, so here it is from today on" in reply.plain()
        assert "from Thursday 26 November 2026" in reply.plain()
        assert await requests(crew) == []
        await press(crew, reply, "Make these 11 requests")
        made = await requests(crew)
        assert {each.send_on for each in made} == {date(2026, 11, 26), date(2026, 11, 27)}

    async def test_drafts_are_forgotten_after_two_weeks(self, crew: Team):
        await crew.said(ANN, f"batch preview Midlands {PLANS}")
        crew.now = datetime(2026, 12, 6, 12, tzinfo=UTC)
        await crew.said(ANN, f"batch preview QNC {PLANS}")
        assert "no batch 1 here" in await crew.refused(ANN, "batch make 1")
        assert "1 request made" in await crew.said(ANN, "batch make 2")

    async def test_without_volunteers_they_wait_for_whoever_claims_them(self, crew: Team):
        for name in ("jo", "sam"):
            await crew.said(ANN, f"setup not-volunteer @{name}")
        assert "Shared out: nobody" in await crew.said(ANN, f"batch preview QNC, QJK {PLANS}")
        assert "They wait for whoever claims them" in await crew.said(ANN, "batch make 1")
        assert {each.assignee for each in await requests(crew)} == {None}
        assert await crew.rows() == []
        await crew.said(SAM, "foi claim 1")
        assert "1 request of batch 1 shared out" in await crew.said(ANN, "batch share 1 @jo")
        assert [each.assignee for each in await requests(crew)] == [
            await crew.person(SAM),
            await crew.person(JO),
        ]

    async def test_who_is_forgotten_meanwhile_has_no_share(self, crew: Team):
        await crew.said(ANN, f"batch preview QNC, QJK {PLANS}")
        database = await crew.services.database()
        async with database.write() as connection:
            held = await storage.people.export_person(connection, JO.platform, JO.id)
            assert held["batches_to_share"] == [{"batch": 1}]
            await storage.people.forget_person(connection, JO.platform, JO.id, NOW)
        assert "Shared out: Sam 2" in await crew.said(ANN, "batch make 1")
        async with database.read() as connection:
            held = await storage.people.export_person(connection, SAM.platform, SAM.id)
        assert held["batches_to_share"] == []


class TestRights:
    @pytest.mark.parametrize(
        "line",
        [ALL, "batch make 1", "batch list", "batch show 1", "batch chase 1", "batch stop 1", "batch share 1"],
    )
    async def test_batches_are_for_organisers(self, crew: Team, line: str):
        await crew.said(ANN, f"batch preview QNC {PLANS}")
        for who in (JO, OLLY):
            reply = await crew.ask(who, line)
            assert reply.outcome is Outcome.REFUSED, reply.plain()
        assert await requests(crew) == []

    async def test_another_campaign_knows_nothing_of_them(self, crew: Team):
        await crew.said(ANN, f"batch preview QNC {PLANS}")
        elsewhere = {"space": "another server", "manages_space": True}
        assert "no batch 1 here" in await crew.refused(ANN, "batch make 1", **elsewhere)
        await crew.said(ANN, "batch make 1")
        for line in ("show 1", "chase 1", "stop 1", "resume 1", "share 1", "add 1 QJK", "skip 1 1"):
            assert "no batch 1 here" in await crew.refused(ANN, f"batch {line}", **elsewhere), line
        assert "no batches here" in await crew.said(ANN, "batch list", **elsewhere)

    async def test_not_in_private(self, crew: Team):
        await crew.said(ANN, f"batch preview QNC {PLANS}")
        for line in (ALL, "batch make 1", "batch list"):
            reply = await crew.ask(ANN, line, space=None)
            assert reply.outcome in (Outcome.NOT_UNDERSTOOD, Outcome.REFUSED)
        assert await requests(crew) == []


@pytest.fixture
async def running(crew: Team) -> Team:
    """Batch 1 to four boards: Staffordshire's is late, Devon has refused, two are not sent."""
    crew.now = datetime(2026, 10, 1, 12, tzinfo=UTC)
    await crew.said(ANN, f"batch preview QNC, QJK, QOC, QJ2 {PLANS} --per-day 2")
    await crew.said(ANN, "batch make 1")
    await crew.said(ANN, "foi sent 1 1 October")
    await crew.said(ANN, "foi sent 2 1 October")
    crew.now = NOW
    await crew.said(ANN, "foi answered 2 refused 30 October s43")
    return crew


class TestShow:
    async def test_every_body_with_its_date_and_whose(self, running: Team):
        reply = await running.ask(ANN, "batch show 1")
        text = reply.plain()
        assert (
            "1 | NHS Staffordshire and Stoke-on-Trent ICB | waiting for an answer | due Thu 29 Oct, late by"
            in text
        )
        assert "2 | NHS Devon ICB | answered: refused" in text
        assert "not sent yet" in text
        assert "- 2 not sent yet" in text
        assert "- 1 waiting for an answer, late" in text
        rows = {row["request"]: row for row in file(reply)}
        assert rows["1"]["late"] == "yes"
        assert rows["1"]["date_that_counts"] == "2026-10-29"
        assert rows["2"]["result"] == "refused"
        assert {row["whose"] for row in rows.values()} == {"Jo", "Sam"}
        (picture,) = [block for block in reply.blocks if isinstance(block, Picture)]
        assert "Midlands (Y60): 1 sent, 0 answered in time, 1 late" in picture.alt
        assert [choice.command for choice in reply.choices()] == [
            "batch chase 1",
            "batch stop 1",
            "batch list",
        ]

    async def test_a_list_of_them(self, running: Team):
        await running.said(ANN, f"batch preview Midlands {PLANS}")
        reply = await running.ask(ANN, "batch list")
        assert "a draft for 11 bodies" in reply.plain()
        assert "4 requests, 4 open; made Thursday 1 October 2026" in reply.plain()
        assert [choice.command for choice in reply.choices()] == ["batch make 2", "batch show 1"]
        assert "draft" in await running.refused(ANN, "batch show 2")

    async def test_long_lists_go_on(self, crew: Team):
        for _ in range(11):
            await crew.said(ANN, f"batch preview QNC {PLANS}")
        reply = await crew.ask(ANN, "batch list")
        assert reply.choices()[-1].command == "batch list --past 3"
        assert "- 2 Plans" in await crew.said(ANN, "batch list --past 3")


class TestChase:
    async def test_it_is_looked_at_then_told_once(self, running: Team):
        before = len(await running.rows())
        reply = await running.ask(ANN, "batch chase 1")
        assert "1 NHS Staffordshire and Stoke-on-Trent ICB: late by" in reply.plain()
        assert "letter chase_1" in reply.plain()
        assert "Nobody is told yet" in reply.plain()
        assert len(await running.rows()) == before
        told = await press(running, reply, "Tell 1 person")
        assert "1 message on their way to 1 person" in told.plain()
        (row,) = (await running.rows())[before:]
        assert row.subject_id == 1
        assert row.reason == "chase 2026-11-21"
        assert (await running.ask(ANN, "batch chase 1 --tell")).outcome is Outcome.ANSWERED
        assert len(await running.rows()) == before + 1, "not twice on one day"

    async def test_one_may_be_left_out(self, running: Team):
        before = await running.rows()
        text = await running.said(ANN, "batch skip 1 1")
        assert "The way back: !batch skip 1 1 --undo" in text
        assert "already" in await running.said(ANN, "batch skip 1 1")
        assert "are left out of its reminders" in await running.said(ANN, "batch chase 1 --tell")
        assert await running.rows() == before
        assert "Left out of this batch’s" in (await running.said(ANN, "batch show 1")).replace("'", "’")
        await running.said(ANN, "batch skip 1 1 --undo")
        assert "1 message" in await running.said(ANN, "batch chase 1 --tell")
        history = await running.history(1)
        assert history[-2:] == ["chase_skipped", "chase_wanted"]
        assert "has no request 9" in await running.refused(ANN, "batch skip 1 9")

    async def test_what_rests_is_left_alone(self, running: Team):
        await running.said(ANN, "foi defer 1 until 1 December")
        before = await running.rows()
        assert "or rest" in await running.said(ANN, "batch chase 1 --tell")
        assert await running.rows() == before

    async def test_nobody_is_told_of_what_nobody_has(self, running: Team):
        holder = JO if (await requests(running))[0].assignee == await running.person(JO) else SAM
        await running.said(holder, "foi unclaim 1")
        before = await running.rows()
        reply = await running.ask(ANN, "batch chase 1")
        assert "Nobody has 1 in hand: !batch share 1" in reply.plain()
        assert reply.choices() == ()
        await running.said(ANN, "batch chase 1 --tell")
        assert await running.rows() == before


class TestStop:
    async def test_only_what_is_not_sent_is_withdrawn_and_can_go_on(self, running: Team):
        before = len(await running.rows())
        text = await running.said(ANN, "batch stop 1")
        assert "2 requests of batch 1 withdrawn, none of them sent. 2 requests of it went out before" in text
        assert [each.stage for each in await requests(running)] == [
            "waiting",
            "answered",
            "withdrawn",
            "withdrawn",
        ]
        told = [row.reason.partition(" ")[0] for row in (await running.rows())[before:]]
        assert told == ["event", "event"]
        assert "Nothing of batch 1 waits" in await running.refused(ANN, "batch stop 1")
        text = await running.said(ANN, "batch resume 1")
        assert "2 requests of batch 1 go on as drafts" in text
        assert "from Saturday" not in text
        assert "from Monday 23 November 2026 on" in text
        found = await requests(running)
        assert [each.stage for each in found] == ["waiting", "answered", "draft", "draft"]
        assert [each.send_on for each in found[2:]] == [date(2026, 11, 23)] * 2
        assert "was withdrawn with it" in await running.refused(ANN, "batch resume 1")

    async def test_what_somebody_withdrew_stays_withdrawn(self, running: Team):
        await running.said(ANN, "foi withdraw 3 they closed the ward")
        await running.said(ANN, "batch stop 1")
        await running.said(ANN, "batch resume 1")
        found = await requests(running)
        assert (found[2].stage, found[3].stage) == (Stage.WITHDRAWN, Stage.DRAFT)


class TestAdd:
    async def test_further_bodies_come_after_those_planned(self, running: Team):
        text = await running.said(ANN, "batch add 1 trusts in Devon, QNC --to @sam")
        assert "5 requests added to batch 1" in text
        assert "It asks already: NHS Staffordshire and Stoke-on-Trent ICB (QNC)" in text
        found = (await requests(running))[4:]
        assert {each.batch_id for each in found} == {1}
        assert {each.assignee for each in found} == {await running.person(SAM)}
        assert Counter(each.send_on for each in found) == {
            date(2026, 11, 23): 2,
            date(2026, 11, 24): 2,
            date(2026, 11, 25): 1,
        }
        assert {each.letter for each in found} == {"request_plans"}

    async def test_whom_it_asks_already_is_not_asked_again(self, running: Team):
        assert "asks NHS Devon ICB (QJK) already: request 2" in await running.refused(ANN, "batch add 1 QJK")
        assert "“Foo” is no body" in await running.refused(ANN, "batch add 1 Foo")
        assert len(await requests(running)) == 4

    async def test_shares_are_of_what_nobody_has(self, running: Team):
        assert "Somebody has each open request" in await running.refused(ANN, "batch share 1 @jo")


class TestCosts:
    async def test_bodies_that_were_asked_the_like_are_named(self, running: Team):
        reply = await running.ask(ANN, f"batch preview Midlands {PLANS}")
        text = reply.plain()
        assert "had similar requests from this campaign lately" in text
        assert "NHS Staffordshire and Stoke-on-Trent ICB: request 1 (Thursday 1 October 2026: Plans" in text
        assert {row["code"] for row in file(reply) if row["similar_requests"]} == {"QNC", "QOC", "QJ2"}
        assert reply.choices(), "it warns, and never blocks"

    async def test_the_same_letter_is_similar_whatever_the_subject(self, running: Team):
        fields = "service = x-ray; since = 1 May 2025"
        text = await running.said(ANN, f"batch preview QNC request_plans Zebra --fields {fields}")
        assert "1 body had similar requests" in text
        text = await running.said(ANN, "batch preview QNC request_duties zebras")
        assert "had similar requests" not in text

    async def test_beyond_sixty_working_days_they_are_not(self, running: Team):
        running.now = datetime(2027, 3, 1, 12, tzinfo=UTC)
        text = await running.said(ANN, f"batch preview QJK {PLANS}")
        assert "had similar requests" not in text

    async def test_said_again_with_the_letter_and_when_it_is_sent(self, running: Team):
        await running.said(ANN, "foi new QNC plans for dialysis to @jo")
        letter = await running.said(JO, "foi letter 5")
        sent = await running.said(JO, "foi sent 5")
        for text in (letter, sent):
            assert "Similar requests of this campaign to this body within 60 working days: 1 (" in text
            assert "section 12(4)" in text
            assert "£450 (18 hours at £25)" in text
        events = [Kind.SENT]
        database = await running.services.database()
        async with database.read() as connection:
            stored = await storage.foi_events.of_request(connection, 5)
        assert [each.event.kind for each in stored][-1:] == events, "recorded all the same"
        assert "£450" not in await running.said(ANN, "foi sent 3")
