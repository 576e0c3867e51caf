"""What exists in the stand-in: people, a server with channels, messages, and how each looks on the wire."""

import itertools
import re
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

EPOCH_MS = 1_420_070_400_000
MANAGE_GUILD = 1 << 5
EVERYONE = (1 << 10) | (1 << 11) | (1 << 14) | (1 << 15) | (1 << 16)  # view, send, embed, attach, history
TEXT, DM, THREAD, FORUM = 0, 1, 11, 15
EPHEMERAL = 64
MENTION = re.compile(r"<@!?(\d+)>")
_serial = itertools.count(1)

Wire = dict[str, Any]


def snowflake() -> int:
    """A fresh id: the library reads the age of things from it."""
    return ((int(time.time() * 1000) - EPOCH_MS) << 22) | (next(_serial) & 0x3FFFFF)


def now() -> str:
    """A timestamp as Discord writes it."""
    return datetime.now(UTC).isoformat()


@dataclass(eq=False)
class User:
    """An account; `manages` gives it the "Manage Server" permission by a role.

    One that is `closed` lets no bot write to it in private; one that is `deleted` cannot be written to at all.
    """

    name: str
    manages: bool = False
    bot: bool = False
    id: int = field(default_factory=snowflake)
    closed: bool = False
    deleted: bool = False

    def wire(self) -> Wire:
        return {
            "id": str(self.id),
            "username": self.name.lower().replace(" ", "_"),
            "avatar": None,
            "discriminator": "0",
            "public_flags": 0,
            "flags": 0,
            "bot": self.bot,
            "global_name": self.name,
            "primary_guild": None,
        }


@dataclass(eq=False)
class Guild:
    """A Discord server."""

    name: str
    id: int = field(default_factory=snowflake)
    manager_role: int = field(default_factory=snowflake)
    owner: int = field(default_factory=snowflake)

    def member(self, user: User) -> Wire:
        return {
            "avatar": None,
            "banner": None,
            "communication_disabled_until": None,
            "flags": 0,
            "joined_at": "2024-01-01T00:00:00+00:00",
            "nick": None,
            "pending": False,
            "premium_since": None,
            "roles": [str(self.manager_role)] if user.manages else [],
            "user": user.wire(),
            "mute": False,
            "deaf": False,
        }

    def permissions(self, user: User) -> int:
        return EVERYONE | (MANAGE_GUILD if user.manages else 0)

    def roles(self) -> list[Wire]:
        return [
            _role(self.id, "@everyone", EVERYONE, 0),
            _role(self.manager_role, "Organisers", EVERYONE | MANAGE_GUILD, 1),
        ]


def _role(number: int, name: str, permissions: int, position: int) -> Wire:
    return {
        "id": str(number),
        "name": name,
        "permissions": str(permissions),
        "position": position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


@dataclass(eq=False)
class Channel:
    """A text channel, a thread (`parent` set), a forum, or a direct channel (`guild` None, `recipient` set).

    `denied` holds what the bot may not do there: ``view``, ``send``, ``embed``, ``history``, ``threads``.
    A thread may be `archived` (hidden until somebody writes) or `locked`; in a forum with `tags` posts need one.
    """

    name: str
    guild: Guild | None = None
    recipient: User | None = None
    parent: "Channel | None" = None
    denied: set[str] = field(default_factory=set)
    id: int = field(default_factory=snowflake)
    forum: bool = False
    tags: bool = False
    archived: bool = False
    locked: bool = False
    owner: int = 0

    @property
    def kind(self) -> int:
        if self.guild is None:
            return DM
        return FORUM if self.forum else THREAD if self.parent else TEXT

    def wire(self) -> Wire:
        if self.guild is None:
            people = [self.recipient.wire()] if self.recipient else []
            return {"id": str(self.id), "type": DM, "flags": 0, "recipients": people, "last_message_id": None}
        shown: Wire = {
            "id": str(self.id),
            "type": self.kind,
            "flags": 0,
            "guild_id": str(self.guild.id),
            "name": self.name,
            "last_message_id": None,
        }
        if self.forum:
            tag = {"id": str(self.id + 1), "name": "News", "moderated": False}
            tag |= {"emoji_id": None, "emoji_name": None}
            shown |= {"available_tags": [tag] if self.tags else [], "default_forum_layout": 0}
            shown |= {"flags": 1 << 4 if self.tags else 0, "default_reaction_emoji": None}
        if self.parent is None:
            return shown | {"position": 0, "permission_overwrites": [], "nsfw": False, "parent_id": None}
        return shown | {
            "parent_id": str(self.parent.id),
            "owner_id": str(self.owner or self.guild.owner),
            "thread_metadata": {
                "archived": self.archived,
                "archive_timestamp": now(),
                "auto_archive_duration": 1440,
                "locked": self.locked,
            },
            "message_count": 0,
            "member_count": 1,
            "total_message_sent": 0,
        }


@dataclass(eq=False)
class Message:
    """A message and what the wire does not show of it: whom it pinged, the bytes of its files."""

    channel: Channel
    author: User
    body: Wire
    mentions: tuple[User, ...] = ()
    ephemeral: bool = False
    files: tuple[tuple[str, bytes], ...] = ()
    cdn: str = ""
    interaction: Wire | None = None
    edited: str | None = None
    edits: int = 0
    deleted: bool = False
    made: str = field(default_factory=now)
    id: int = field(default_factory=snowflake)

    @property
    def content(self) -> str:
        return self.body.get("content") or ""

    @property
    def buttons(self) -> list[Wire]:
        return [button for row in self.body.get("components") or [] for button in row["components"]]

    @property
    def pings(self) -> set[str]:
        """Whom Discord would notify: ids, ``everyone``; and ``replied`` for the one replied to."""
        allowed = self.body.get("allowed_mentions")
        named = set(MENTION.findall(self.content))
        everyone = {"everyone"} if re.search(r"@(everyone|here)", self.content) else set()
        if allowed is None:
            return named | everyone | {"replied"}
        parse = allowed.get("parse") or []
        users = {str(user) for user in allowed.get("users") or []}
        pinged = named if "users" in parse else named & users
        pinged |= everyone if "everyone" in parse else set()
        return pinged | ({"replied"} if allowed.get("replied_user") else set())

    def wire(self) -> Wire:
        reference = self.body.get("message_reference")
        shown: Wire = {
            "id": str(self.id),
            "type": 19 if reference else 0,
            "channel_id": str(self.channel.id),
            "author": self.author.wire(),
            "content": self.content,
            "timestamp": self.made,
            "edited_timestamp": self.edited,
            "tts": False,
            "mention_everyone": False,
            "mentions": [user.wire() for user in self.mentions],
            "mention_roles": [],
            "attachments": [self._attachment(i) for i in range(len(self.files))],
            "embeds": [self._embed(embed) for embed in self.body.get("embeds") or []],
            "components": _numbered(self.body.get("components") or []),
            "flags": (self.body.get("flags") or 0) | (EPHEMERAL if self.ephemeral else 0),
            "pinned": False,
        }
        if "nonce" in self.body:
            shown["nonce"] = str(self.body["nonce"])
        if reference:
            shown["message_reference"] = {
                "type": 0,
                "channel_id": str(self.channel.id),
                "message_id": str(reference["message_id"]),
            }
        if self.interaction:
            shown["interaction_metadata"] = self.interaction
            shown["application_id"] = str(self.author.id)
        return shown

    def _attachment(self, index: int) -> Wire:
        name, data = self.files[index]
        url = f"{self.cdn}/{self.channel.id}/{self.id}/{name}"
        listed = self.body.get("attachments") or []
        described = listed[index].get("description") if index < len(listed) else None
        shown: Wire = {"id": str(self.id + index + 1), "filename": name, "size": len(data), "url": url}
        shown["proxy_url"] = url
        return shown | ({"description": described} if described else {})

    def _embed(self, embed: Wire) -> Wire:
        shown = {key: value for key, value in embed.items() if value not in (None, [])}
        shown["type"] = "rich"
        if "fields" in shown:
            shown["fields"] = [{**f, "inline": bool(f.get("inline"))} for f in shown["fields"]]
        if "image" in shown:
            name = shown["image"]["url"].removeprefix("attachment://")
            shown["image"] = {"url": f"{self.cdn}/{self.channel.id}/{self.id}/{name}"}
        return shown


def _numbered(rows: list[Wire]) -> list[Wire]:
    count = itertools.count(1)
    return [
        {**row, "id": next(count), "components": [{**b, "id": next(count)} for b in row["components"]]}
        for row in rows
    ]


_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
_MASKED = re.compile(r"(?<!\\)\[((?:\\.|[^\]\\])*)\]\(<?([^)\s>]+)>?\)")


def plain(message: Message) -> str:
    """Everything a reader sees of a message, in reading order, with escapes undone."""
    lines = [message.content]
    for embed in message.body.get("embeds") or []:
        lines += [embed.get("title") or "", embed.get("description") or ""]
        for row in embed.get("fields") or []:
            name = row["name"].strip("\u200b")
            lines.append(f"{name}: {row['value']}" if name else row["value"])
        lines.append((embed.get("footer") or {}).get("text") or "")
    lines += [f"[{button['label']}]" for button in message.buttons]
    text = _MASKED.sub(r"\1 <\2>", "\n".join(line for line in lines if line))
    return _ESCAPED.sub(r"\1", text).replace("\u200b", "").replace("**", "")
