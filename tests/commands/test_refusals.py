"""Bad input: every request gets a reply that says what is wrong and what to type instead."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import register
from commands.core.catalogue import ours
from commands.core.context import Services
from commands.core.dispatch import dispatch
from commands.core.reply import Outcome, Reply
from commands.core.request import Person, Platform, Request
from storage.errors import StorageError


async def _no_store():
    raise StorageError("the disk is full of secrets")


SERVICES = Services(register.load(), ours(), _no_store)


def request(text: str, **more) -> Request:
    author = Person(Platform.CONSOLE, "1", "Jo")
    return Request(
        Platform.CONSOLE, author, text, "here", "1", datetime(2026, 11, 21, tzinfo=UTC), space="s", **more
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Ask me who decides"),
        ("\u200b\u202e \x00", "Ask me who decides"),
        ("lineag 04Y", "Did you mean !lineage"),
        ("frobnicate", "All commands: !help"),
        ("ccg", "One thing is missing"),
        ("ccg Stafford --on yesterweek", "is not a date I can read"),
        ("about everything", "is more than this command takes"),
        ("privacy burn", "is not one of: export, forget"),
        ("x" * 10_000, "10,000 characters"),
        ("help " + "y" * 400, "There is no command"),
    ],
)
async def test_words(text, words):
    reply = await dispatch(request(text), SERVICES)
    assert words in reply.plain()
    assert reply.outcome in (Outcome.NOT_UNDERSTOOD, Outcome.NOT_FOUND)
    assert len(reply.plain()) < 1000


async def test_named_arguments_are_read_the_same():
    reply = await dispatch(
        request("", command="ccg", arguments={"body": "04Y", "on": "31/11/2015"}), SERVICES
    )
    assert "not a date" in reply.plain()
    assert (await dispatch(request("", command="gone"), SERVICES)).outcome is Outcome.NOT_UNDERSTOOD


async def test_no_error_text_reaches_the_room():
    for text in ("privacy export", "setup name X"):
        reply = await dispatch(request(text, manages_space=True), SERVICES)
        assert reply.outcome is Outcome.FAILED
        assert "secrets" not in reply.plain()
        assert "reference" in reply.plain()


async def test_organisers_only():
    refused = await dispatch(request("setup name X"), SERVICES)
    assert refused.outcome in (Outcome.REFUSED, Outcome.FAILED)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    start=st.sampled_from(["", "!", *(f"{word} " for word in ours().words)]),
    text=st.one_of(st.text(max_size=200), st.text(alphabet="ab \u200b\u202e\n@<*`", max_size=50)),
    times=st.sampled_from([1, 1, 1, 60]),
)
async def test_any_text_is_answered(start, text, times):
    reply = await dispatch(request((start + text * times)[:10_000]), SERVICES)
    assert isinstance(reply, Reply)
    assert reply.plain().strip()


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["body", "on", "what", "value", "person", "x"]), st.text(max_size=100))
)
async def test_any_named_arguments_are_answered(arguments):
    for name in ours().words:
        assert isinstance(await dispatch(request("", command=name, arguments=arguments), SERVICES), Reply)
