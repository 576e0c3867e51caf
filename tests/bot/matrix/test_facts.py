"""Who may do what, and which space a room belongs to."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matrix.facts import RoomFacts, space_of

JO, BO, AL = "@jo:a", "@bo:a", "@al:a"


def state(kind: str, content: Any, key: str = "", sender: str = JO) -> dict[str, Any]:
    return {"type": kind, "state_key": key, "sender": sender, "content": content}


def room(room_id: str, *events: dict[str, Any], version: str = "10", **creation: Any) -> RoomFacts:
    facts = RoomFacts(room_id)
    for event in (state("m.room.create", {"room_version": version, **creation}), *events):
        facts.take(event)
    return facts


def test_without_power_levels_the_creator_rules() -> None:
    facts = room("!r")
    assert facts.may_set(JO)
    assert not facts.may_set(BO)


def test_the_latest_power_levels_count_whole() -> None:
    facts = room(
        "!r",
        state("m.room.power_levels", {"users": {JO: 100, BO: 50}, "state_default": 50}),
        state("m.room.power_levels", {"users": {JO: 100}, "events": {"m.room.tombstone": 75}}),
    )
    assert facts.power(BO) == 0
    assert not facts.may_set(BO)
    assert facts.may_set(JO, "m.room.tombstone")
    facts.take(state("m.room.power_levels", {"users": {BO: "75"}, "events": {"m.room.tombstone": 75}}))
    assert facts.may_set(BO, "m.room.tombstone")
    assert not facts.may_set(JO)


def test_creators_of_version_12_outrank_all() -> None:
    levels = state("m.room.power_levels", {"users": {BO: 100}, "state_default": 1000})
    facts = room("!r", levels, version="12", additional_creators=[AL])
    assert facts.may_set(JO)
    assert facts.may_set(AL)
    assert not facts.may_set(BO)
    assert not room("!r", levels).may_set(JO)


def test_replacement_and_predecessor() -> None:
    facts = room("!new", predecessor={"room_id": "!old", "event_id": "$x"})
    assert facts.predecessor == "!old"
    assert facts.tombstone is None
    facts.take(state("m.room.tombstone", {"replacement_room": "!next"}))
    assert facts.tombstone == (JO, "!next")
    assert room("!r").predecessor is None


VIA = {"via": ["a"]}


@pytest.mark.parametrize(
    ("child_by", "parent", "found"),
    [
        (JO, False, True),  # who listed it may change the room
        (BO, False, False),  # a stranger's space claims the room
        (BO, True, True),  # the room names the space itself
        (None, True, False),  # the room claims a space that does not list it
    ],
)
def test_space_and_room_must_agree(child_by: str | None, parent: bool, found: bool) -> None:
    space = room("!space", type="m.space")
    if child_by:
        space.take(state("m.space.child", VIA, "!r", child_by))
    inside = room("!r", *([state("m.space.parent", VIA, "!space")] if parent else []))
    assert space_of("!r", {"!r": inside, "!space": space}) == ("!space" if found else None)
    assert space_of("!r", {"!r": inside}) is None
    space.take(state("m.space.child", {}, "!r"))
    assert space_of("!r", {"!r": inside, "!space": space}) is None


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
kinds = st.sampled_from(
    ["m.room.create", "m.room.power_levels", "m.room.tombstone", "m.space.child", "m.space.parent", "x"]
)
contents = st.dictionaries(
    st.sampled_from(
        [
            "users",
            "users_default",
            "events",
            "state_default",
            "additional_creators",
            "room_version",
            "predecessor",
            "replacement_room",
            "via",
            "type",
        ]
    ),
    json,
)


@given(st.lists(st.tuples(kinds, contents), max_size=6))
@settings(max_examples=50, deadline=None)
def test_any_state_is_survived(events: list[tuple[str, Any]]) -> None:
    facts = RoomFacts("!r")
    for kind, content in events:
        facts.take(state(kind, content))
        facts.take({"type": kind, "content": content})
    facts.may_set(JO)
    assert facts.predecessor is None or isinstance(facts.predecessor, str)
    space_of("!r", {"!r": facts})
