"""What the bot knows of a room's rules, from its state events. Pure.

matrix-nio keeps some of this, but merges power levels (somebody demoted by removal keeps their
power) and does not know the creators of room version 12, so the few rules that decide rights are
kept here, from the events as they came.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_ANYTHING = 10**9
"""Creators of rooms of version 12 and later outrank every number (room version 12, MSC4289)."""

_CREATORS_RULE_FROM = 12


@dataclass(slots=True)
class RoomFacts:
    """One room. `take` every state event in order; the latest of a kind counts."""

    room_id: str
    creation: Mapping[str, Any] = field(default_factory=dict)
    creators: frozenset[str] = frozenset()
    levels: Mapping[str, Any] | None = None
    tombstone: tuple[str, str] | None = None
    """(sender, replacement room)."""
    parents: set[str] = field(default_factory=set)
    children: dict[str, str] = field(default_factory=dict)
    """Rooms in this space, with who put them there."""

    def take(self, event: Mapping[str, Any]) -> None:
        """Learn from a state event; anything else, or anything malformed, is left alone."""
        content, sender, key = event.get("content"), event.get("sender"), event.get("state_key")
        if not isinstance(content, Mapping) or not isinstance(sender, str) or not isinstance(key, str):
            return
        match event.get("type"), key:
            case "m.room.create", "":
                self.creation = content
                others = content.get("additional_creators")
                others = others if self._creators_rule and isinstance(others, list) else []
                self.creators = frozenset((sender, *(user for user in others if isinstance(user, str))))
            case "m.room.power_levels", "":
                self.levels = content
            case "m.room.tombstone", "":
                replacement = content.get("replacement_room")
                self.tombstone = (
                    (sender, replacement) if isinstance(replacement, str) and replacement else None
                )
            case "m.space.parent", _:
                (self.parents.add if content.get("via") else self.parents.discard)(key)
            case "m.space.child", _:
                if content.get("via"):
                    self.children[key] = sender
                else:
                    self.children.pop(key, None)

    @property
    def is_space(self) -> bool:
        """Whether it is a space rather than a room to talk in."""
        return self.creation.get("type") == "m.space"

    @property
    def predecessor(self) -> str | None:
        """The room this one says it replaces."""
        before = self.creation.get("predecessor")
        room = before.get("room_id") if isinstance(before, Mapping) else None
        return room if isinstance(room, str) else None

    def power(self, user: str) -> int:
        """Tell the power level of `user`."""
        if user in self.creators and (self.levels is None or self._creators_rule):
            return _ANYTHING if self._creators_rule else 100
        if self.levels is None:
            return 0
        users = self.levels.get("users")
        default = _number(self.levels.get("users_default"), 0)
        return _number(users.get(user), default) if isinstance(users, Mapping) else default

    def may_set(self, user: str, event_type: str | None = None) -> bool:
        """Whether `user` may change settings of the room, or send state of `event_type`."""
        if self.levels is None:
            return user in self.creators
        needed = _number(self.levels.get("state_default"), 50)
        events = self.levels.get("events")
        if event_type is not None and isinstance(events, Mapping):
            needed = _number(events.get(event_type), needed)
        return self.power(user) >= needed

    @property
    def _creators_rule(self) -> bool:
        version = self.creation.get("room_version")
        return isinstance(version, str) and version.isdigit() and int(version) >= _CREATORS_RULE_FROM


def space_of(room_id: str, rooms: Mapping[str, RoomFacts]) -> str | None:
    """Find the space `room_id` belongs to among those the bot is in; None if there is none it can trust.

    A space's list of children is only its own claim, so the room must agree: it names the space
    as a parent, or whoever listed it may change the room's settings
    (https://spec.matrix.org/latest/client-server-api/#mspaceparent-relationships).
    """
    room = rooms.get(room_id)
    if room is None:
        return None
    agreed = [
        space.room_id
        for space in rooms.values()
        if space.is_space
        and (lister := space.children.get(room_id)) is not None
        and (space.room_id in room.parents or room.may_set(lister))
    ]
    return min(agreed, default=None)


def _number(value: object, otherwise: int) -> int:
    """Read a power level; rooms of old versions hold them as text too."""
    if isinstance(value, bool):
        return otherwise
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        try:
            return int(value)
        except ValueError:
            return otherwise
    return otherwise
