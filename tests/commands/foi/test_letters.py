"""Letters of a request, filled in; and letters of a campaign's own."""

from datetime import date

import pytest

from commands.core.reply import Attachment, Outcome
from law import letters
from tests.commands.foi.team import ANN, JO, team

__all__ = ["team"]

OWN = """letters add Ask-beds
Title: Beds closed on a ward
Field: ward: the ward and the hospital
Field: since (day): the first day you ask about
Subject: Beds closed on {ward}

Dear Freedom of Information team at {authority},

Please tell me how many beds on {ward} were closed since {since}.

{name}
{reply_to}"""


def written(reply) -> str:
    (file,) = [block for block in reply.blocks if isinstance(block, Attachment)]
    assert file.media_type == "text/plain"
    return file.data.decode()


async def test_the_letter_for_the_next_step(desk, make):
    await make()
    await desk.said("foi sent 1 3 March https://www.whatdotheyknow.com/request/x", date(2026, 3, 3))
    reply = await desk("foi letter 1", date(2026, 4, 8))
    letter = written(reply)
    assert "On Tuesday 3 March 2026 I sent you a request" in letter
    assert "the last day was Wednesday 1 April 2026" in letter
    assert "Dear Freedom of Information team at NHS Staffordshire and Stoke-on-Trent" in letter
    assert "[your full name]" in letter
    text = reply.plain()
    assert "https://www.whatdotheyknow.com/request/x/followups/new" in text
    assert "FOI address: staffsstokefoi@staffsstoke.icb.nhs.uk (as published" in text
    assert "legislation.gov.uk/ukpga/2000/36/section/10" in text
    commands = [choice.command for choice in reply.choices()]
    assert commands[0] == "foi chased 1"
    assert "foi letter 1 review_delay" in commands


async def test_what_is_missing_is_named_with_how_to_give_it(desk, make):
    await make()
    reply = await desk("foi letter 1 request_plans")
    text = reply.plain()
    assert "service: the service or area of care" in text
    assert "!foi letter 1 request_plans service = …; since = …" in text
    assert "[the service or area of care" in written(reply)
    given = await desk("foi letter 1 request_plans service = dialysis; since = 1 April 2024")
    assert "Still missing" not in given.plain()
    assert "About dialysis, from Monday 1 April 2024 to the day" in written(given)
    assert "whatdotheyknow.com/new/nhs_staffordshire" in given.plain()


async def test_fields_without_a_name_go_to_the_letter_that_fits(desk, make):
    await make(letter="request_conflicts")
    letter = written(await desk("foi letter 1 service=dialysis"))
    assert "dialysis" in letter
    assert "conflicts of interest" in letter


async def test_a_closed_bodys_heir_is_written_to(desk, make):
    await make("04Y")
    reply = await desk("foi letter 1 request_plans")
    assert "team at NHS Staffordshire and Stoke-on-Trent Integrated Care Board" in written(reply)
    assert "Reach NHS Staffordshire and Stoke-on-Trent ICB" in reply.plain()


async def test_the_letters_of_the_way_to_the_tribunal(desk, make):
    await make()
    await desk.said("foi sent 1", date(2026, 3, 2))
    await desk.said("foi answered 1 refused s14 s43", date(2026, 3, 20))
    assert "review_s14" in str(
        [choice.command for choice in (await desk("foi letter 1 review_s43")).choices()]
    )
    assert "vexatious" in (await desk("foi letter 1")).plain()
    await desk.said("foi review 1", date(2026, 3, 23))
    await desk.said("foi review 1 answered refused", date(2026, 4, 20))
    complaint = written(await desk("foi letter 1"))
    for line in ("Monday 2 March 2026: I sent the request", "Friday 20 March 2026: the authority refused"):
        assert line in complaint
    await desk.said("foi ico 1", date(2026, 4, 21))
    await desk.said("foi ico 1 notice", date(2026, 5, 1))
    assert "the last day is Friday 29 May 2026" in written(await desk("foi letter 1"))


@pytest.mark.parametrize("name", letters.names())
async def test_every_letter_of_ours_can_be_had(desk, make, name):
    await make()
    await desk.said("foi sent 1 3 November")
    assert (await desk(f"foi letter 1 {name}")).outcome is Outcome.ANSWERED
    assert (await desk(f"letters {name}")).outcome is Outcome.ANSWERED


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("foi letter 1 nonsense", "There is no letter “nonsense”"),
        ("foi letter 1 request_plans colour = red", "“colour” is nothing that goes into request_plans"),
        ("foi letter 1 request_plans dialysis", "“dialysis” is nothing that goes into"),
        ("foi letter 9", "There is no request 9 here"),
        ("letters nonsense", "There is no letter “nonsense” here"),
        ("letters remove chase_1", "one of the desk's"),
        ("letters remove nonsense", "There is none."),
        ("letters add x", "One thing is missing: the letter"),
        ("letters add x\nhello", "Line 1"),
        ("letters add x\nSubject: {unknown}\n\nBody", "{unknown} is not known"),
        ("letters add 1x\nSubject: a\n\nBody", "cannot be a letter's name"),
        ("letters add x\n" + "y" * 12_000, "I read up to 10000"),
    ],
)
async def test_refused_in_words(desk, make, line, says):
    await make()
    assert says in await desk.refused(line)


async def test_no_letter_where_none_is_wanted(desk, make):
    await make()
    await desk.said("foi sent 1 3 November")
    await desk.said("foi received 1 acknowledged")
    assert "No letter is wanted" in await desk.said("foi letter 1")


async def test_an_own_letter_is_kept_used_replaced_and_removed(desk, make):
    await make()
    text = await desk.said(OWN)
    assert "Version 1 of ask_beds is kept: Beds closed on a ward." in text
    assert "ward: the ward and the hospital" in text
    assert "authority" not in text  # the desk knows it
    assert "The way back: !letters remove ask_beds." in text
    assert "ask_beds Beds closed on a ward" in await desk.said("letters")
    filled = written(await desk("foi letter 1 ask_beds ward = B 12; since = 1 April 2024"))
    assert "how many beds on B 12 were closed since Monday 1 April 2024" in filled
    again = await desk(f"{OWN}\nand more")
    assert "Version 2 of ask_beds" in again.plain()
    assert written(again).endswith("{reply_to}")  # version 1, to go back to
    assert "Version: 2, this campaign’s own" in await desk.said("letters ask_beds")
    gone = await desk("letters remove ask_beds")
    assert written(gone).endswith("and more")
    assert "There is no letter" in await desk.refused("letters ask_beds")


async def test_an_own_letter_may_stand_in_the_place_of_ours(desk, make):
    await make()
    text = await desk.said(
        "letters add chase_1\nSubject: Where is it?\n\nDear {authority}, where is it? {name}"
    )
    assert "in the place of ours" in text
    await desk.said("foi sent 1 3 March", date(2026, 3, 3))
    assert "Where is it?" in written(await desk("foi letter 1", date(2026, 4, 8)))


async def test_organisers_alone_change_letters_and_other_campaigns_do_not_see_them(team):
    assert "Nothing was changed" in await team.refused(JO, OWN)
    await team.said(ANN, OWN)
    assert "ask_beds" in await team.said(JO, "letters")
    assert "ask_beds" not in await team.said(ANN, "letters", space="elsewhere")
    assert "ask_beds" not in await team.said(ANN, "letters", space=None)
    assert "Nothing was changed" in await team.refused(JO, "letters remove ask_beds")
