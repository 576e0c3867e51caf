"""Announcements as Discord gets them, and the mark that each carries to be known again by.

An announcement goes to many channels and differs only in nonce and mark, so its body is made once. The
library's own ``send`` would make it anew each time, and read back a message that nobody looks at.
Bodies: https://discord.com/developers/docs/resources/message#create-message (API v10).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import discord
from discord.http import handle_message_parameters

from bot.discord.cards import EMBED, FOOTER
from bot.discord.markdown import size
from bot.discord.render import MOST_MESSAGES, Outgoing, render, render_text
from bot.discord.sending import key, shown
from commands.core.reply import Attachment, Picture, Reply

Body = dict[str, Any]
How = Callable[[Reply], list[Outgoing]]
_REMEMBERED = 64
_made: dict[tuple[int, How], tuple[Reply, list[tuple[Body, int]]]] = {}


def marks(post_key: str) -> list[str]:
    """The marks of a post's messages, as many as it may have."""
    return [mark(key(post_key, number)) for number in range(MOST_MESSAGES)]


def mark(nonce: str) -> str:
    """What a message shows in its small print, to be known again by."""
    return f"ref {nonce[:10]}"


def bodies(reply: Reply, post_key: str, *, as_text: bool = False) -> list[tuple[str, Body]]:
    """The messages that say `reply`: nonce, and body with its mark. Files are not posted."""
    how = render_text if as_text else render
    known = _made.get((id(reply), how))
    if known is None or known[0] is not reply:
        silent = Reply(tuple(each for each in reply.blocks if not isinstance(each, Picture | Attachment)))
        known = _made[id(reply), how] = (reply, [_body(part) for part in how(silent)])
        if len(_made) > _REMEMBERED:
            del _made[next(iter(_made))]
    found = []
    for number, (body, room) in enumerate(known[1]):
        nonce = key(post_key, number)
        found.append((nonce, marked(body, mark(nonce), room)))
    return found


def _body(part: Outgoing) -> tuple[Body, int]:
    """The body of a message, and how many units its embeds have left."""
    values = shown(part)
    flags = discord.MessageFlags()
    flags.suppress_embeds = values.pop("suppress_embeds", False)
    body = handle_message_parameters(flags=flags, **values).payload
    assert body is not None
    return body, EMBED - sum(size(text) for embed in body.get("embeds") or [] for text in _told(embed))


def marked(body: Body, words: str, room: int) -> Body:
    """`body` with `words` in its small print: the last embed's footer, or a line of its own."""
    embeds = body.get("embeds")
    if embeds:
        *others, last = embeds
        footer = last.get("footer", {}).get("text", "")
        footer = f"{footer} · {words}" if footer else words
        if size(footer) <= FOOTER and size(words) + 3 <= room:
            return {**body, "embeds": [*others, {**last, "footer": {"text": footer}}]}
    return {**body, "content": f"{body.get('content') or ''}\n-# {words}".lstrip()}


def change(body: Body) -> Body:
    """The body of an edit: everything, since what is not named would stay."""
    shows = {name: body.get(name) or [] for name in ("embeds", "components")}
    return {"content": body.get("content"), **shows, "allowed_mentions": body["allowed_mentions"]}


def says(message: Mapping[str, Any], body: Body) -> bool:
    """Whether a message that Discord shows says this already; Discord trims what it is sent."""
    said = (message.get("content") or "").strip(), [_told(each) for each in message.get("embeds") or []]
    return said == ((body.get("content") or "").strip(), [_told(each) for each in body.get("embeds") or []])


def mark_in(message: Mapping[str, Any], wanted: Sequence[str]) -> str | None:
    """Which of the `wanted` marks a message carries, if any."""
    texts = [message.get("content") or ""]
    texts += [(embed.get("footer") or {}).get("text", "") for embed in message.get("embeds") or []]
    return next((each for each in wanted for text in texts if each in text), None)


def _told(embed: Mapping[str, Any]) -> tuple[str, ...]:
    fields = [text for each in embed.get("fields") or [] for text in (each["name"], each["value"])]
    footer = (embed.get("footer") or {}).get("text")
    return tuple(
        (text or "").strip() for text in (embed.get("title"), embed.get("description"), *fields, footer)
    )
