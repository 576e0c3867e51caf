"""What a timeline event means for the bot: a question, an edit of one, a choice, or nothing. Pure.

In a room of two every text is a question; elsewhere it must begin with the prefix or speak to
the bot. Only people ask: notices come from bots and are never answered.
"""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from nio import Event, ReactionEvent, RoomMessageText

from bot.matrix.render import KEYCAPS

_PILL = re.compile(
    r'<a\s[^<>]*href="https://matrix\.to/#/(@|%40)([^"?/]+)[^"]*"[^<>]*>(.*?)</a>', re.I | re.S
)
_MOST_PILLS = 30
_USER_ID = re.compile(r"@[0-9A-Za-z._=/+-]+:[0-9A-Za-z.-]+(?::\d{1,5})?")
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Me:
    """How the bot is called: its user id, and the display name it has."""

    user_id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """Somebody asks. `text` is without prefix or the bot's name; `mentions` are user ids, in order."""

    event_id: str
    sender: str
    text: str
    thread: str | None = None
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """Somebody changes message `original` into `question`."""

    event_id: str
    original: str
    sender: str
    question: Question


@dataclass(frozen=True, slots=True)
class Pick:
    """Somebody reacts to `answer` with a number, from 1."""

    event_id: str
    sender: str
    answer: str
    number: int


Heard = Question | Edit | Pick


def hear(event: Event, me: Me, *, two: bool, prefix: str = "!") -> Heard | None:
    """Understand `event`; `two` says that only the bot and one other person are in the room."""
    if event.sender == me.user_id:
        return None
    if isinstance(event, ReactionEvent):
        number = _keycap(event.key)
        return Pick(event.event_id, event.sender, event.reacts_to, number) if number else None
    if not isinstance(event, RoomMessageText):
        return None
    content = event.source.get("content", {})
    relation = _mapping(content.get("m.relates_to"))
    if relation.get("rel_type") == "m.replace":
        original, new = relation.get("event_id"), _mapping(content.get("m.new_content"))
        if not isinstance(original, str) or new.get("msgtype") != "m.text":
            return None
        question = _question(original, event.sender, new, {}, me, two=two, prefix=prefix)
        return Edit(event.event_id, original, event.sender, question) if question else None
    return _question(event.event_id, event.sender, content, relation, me, two=two, prefix=prefix)


def thread_of(event: Event) -> str | None:
    """Tell the thread `event` was written in, by its root's id."""
    relation = _mapping(_mapping(event.source.get("content")).get("m.relates_to"))
    root = relation.get("event_id") if relation.get("rel_type") == "m.thread" else None
    return root if isinstance(root, str) else None


def _question(
    event_id: str,
    sender: str,
    content: Mapping[str, Any],
    relation: Mapping[str, Any],
    me: Me,
    *,
    two: bool,
    prefix: str,
) -> Question | None:
    body = content.get("body")
    if not isinstance(body, str):
        return None
    replying = "m.in_reply_to" in relation and not relation.get("is_falling_back")
    text, pills = _with_pills(_without_quote(body) if replying else body, content)
    named = _mapping(content.get("m.mentions")).get("user_ids")
    named = [user for user in named if isinstance(user, str)] if isinstance(named, list) else []
    asked = _addressed(text.strip(), me, meant=me.user_id in (*named, *pills), prefix=prefix)
    # Clients mention whoever a reply answers, so "thanks!" to the bot is no call unless it is named.
    if asked is None and me.user_id in named and not replying:
        asked = text.strip()
    if asked is None and two:
        asked = text.strip()
    if asked is None:
        return None
    root = relation.get("event_id") if relation.get("rel_type") == "m.thread" else None
    mentions = _mentions(asked, [*pills, *named], me)
    return Question(event_id, sender, asked, root if isinstance(root, str) else None, mentions)


def _addressed(text: str, me: Me, *, meant: bool, prefix: str) -> str | None:
    """Return what is asked, if `text` begins with the prefix or speaks to the bot; None otherwise."""
    rest = _prefixed(text, prefix)
    if rest is not None:
        return rest
    local = me.user_id[1:].partition(":")[0]
    for name in (me.user_id, f"@{local}", me.name, local):
        if not name or not text.casefold().startswith(name.casefold()):
            continue
        after = text[len(name) :]
        # A bare name is a call only with a colon or comma ("CCGWatch: ..."), or when it is a real mention.
        bare = name not in (me.user_id, f"@{local}") and not meant
        if after[:1] not in {":", ","} and (bare or (after and not after[0].isspace())):
            continue
        asked = after.lstrip(":, \t\n")
        return _prefixed(asked, prefix) or asked or "help"
    if meant and me.user_id in text:  # named in the middle or at the end
        return " ".join(text.replace(me.user_id, " ").split()) or "help"
    return None


def _prefixed(text: str, prefix: str) -> str | None:
    """Return what follows the prefix; "!!!" and "! well" are not questions."""
    rest = text[len(prefix) :] if text.startswith(prefix) else ""
    return rest if rest[:1].isalnum() else None


def _with_pills(body: str, content: Mapping[str, Any]) -> tuple[str, list[str]]:
    """Return `body` with the names of mentioned people replaced by their ids, and those ids."""
    formatted = content.get("formatted_body")
    if not isinstance(formatted, str) or content.get("format") != "org.matrix.custom.html":
        return body, []
    formatted, text = formatted[:20_000], body
    found = [("@" + unquote(match.group(2)), match) for match in _PILL.finditer(formatted)]
    found = [(user, match) for user, match in found if _USER_ID.fullmatch(user)][:_MOST_PILLS]
    for user, match in reversed(found):  # so that what stands before is still as it was written
        name = _visible(match.group(3)).strip().removeprefix("@")
        if not name or user in body:
            continue
        named = re.compile(rf"(?<![\w@])@?{re.escape(name)}(?!\w)")
        places = list(named.finditer(text))
        before = len(named.findall(_visible(formatted[: match.start()])))
        if places:
            place = places[min(before, len(places) - 1)]
            text = text[: place.start()] + user + text[place.end() :]
    return text, [user for user, _ in found]


def _visible(formatted: str) -> str:
    """The text of HTML."""
    return html.unescape(_TAG.sub("", formatted))


def _without_quote(body: str) -> str:
    """Return `body` without the quotation that older clients put before a reply."""
    lines = body.split("\n")
    if not lines[0].startswith("> "):
        return body
    while lines and lines[0].startswith(">"):
        lines.pop(0)
    return "\n".join(lines).lstrip("\n")


def _mentions(text: str, known: Iterable[str], me: Me) -> tuple[str, ...]:
    """List people mentioned but the bot: those written in `text` in their order, then the others."""
    users = dict.fromkeys([*_USER_ID.findall(text), *known])
    return tuple(user for user in users if user != me.user_id)


def _keycap(key: str) -> int | None:
    """Read the number a reaction stands for, with or without the variation selector."""
    plain = [cap.replace("\ufe0f", "") for cap in KEYCAPS]
    key = key.replace("\ufe0f", "")
    return plain.index(key) + 1 if key in plain else None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
