"""Any order of commands with any dates: always an answer, never a lost event, and undo leads back."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import storage
from bot.console.chat import Conversation
from commands.core.reply import Outcome, Reply
from law.foi.events import check
from law.foi.story import Event, in_order

FIRST = date(2026, 1, 1)
FORMS = (
    *("sent", "received", "received {} acknowledged", "clarify", "clarified", "fees", "paid", "chased"),
    *("extended {} until {later}", "answered {} full", "answered {} refused 43 40(2)", "answered {} maybe"),
    *("review", "review {} answered refused", "review {} extended until {later}", "ico", "ico {} notice"),
    *("ico {} tribunal", "withdraw", "close", "reopen", "undo", "correct {} 1", "correct {} 2", "show"),
    *("letter", "stats"),
)
WHEN = st.one_of(
    st.just(""),
    st.integers(-20, 400).map(lambda days: f" {FIRST + timedelta(days):%d/%m/%Y}"),
    st.sampled_from([" yesterday", " tomorrow", " last Friday", " 31/11", " 29 February", " sometime"]),
)
LINES = st.lists(st.tuples(st.sampled_from(FORMS), WHEN, st.integers(0, 12)), max_size=12)


def line(form: str, when: str, number: int) -> str:
    """One of the commands on request `number`, as somebody types it."""
    later = f"{FIRST + timedelta(120):%d/%m/%Y}"
    if form == "stats":
        return "foi stats"
    typed = form.format(number, later=later) if "{" in form else f"{form} {number}"
    return f"foi {typed}{when if form not in ('undo', 'show', 'letter') else ''}"


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(sent=st.integers(0, 4), lines=LINES)
async def test_any_order_of_commands(services, sent, lines):
    """Most begin with a request that was sent: before that nearly everything is refused."""
    now = [datetime(2026, 6, 1, 12, tzinfo=UTC)]
    talk = Conversation(services, lambda: now[0])
    made = await talk.ask("!foi new QNC tender plans")
    number = int(made.plain().split()[0])
    database = await services.database()
    kept: set[int | None] = set()
    for form, when, days in [("sent", " 02/03/2026", 0)] * bool(sent) + lines:
        now[0] += timedelta(days=days)
        before = await recorded(database, number)
        reply = await talk.ask(f"!{line(form, when, number)}")
        assert isinstance(reply, Reply)
        assert reply.outcome is not Outcome.FAILED, reply.plain()
        assert reply.plain().strip()
        after = await recorded(database, number)
        everything = {each.id for each in await recorded(database, number, void=True)}
        assert everything >= kept
        kept = everything
        if reply.outcome is not Outcome.ANSWERED:
            assert after == before
        consistent(after, now[0].date())


async def recorded(database, number: int, *, void: bool = False) -> list[Event]:
    async with database.read() as connection:
        stored = await storage.foi_events.of_request(connection, number, void=void)
    return [each.event for each in stored]


def consistent(events: list[Event], today: date) -> None:
    """Every event can have happened where it stands: the law would let it in again."""
    ordered = in_order(events)
    for number, event in enumerate(ordered):
        if event.kind != "drafted":
            check(ordered[:number], event, today)
