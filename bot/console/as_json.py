"""A `Reply` as JSON, for scripts: its outcome, its plain text, and its blocks by type."""

import base64
import dataclasses
import json
from typing import Any

from commands.core.reply import Reply


def as_json(reply: Reply) -> str:
    """One JSON object on one line: ``{"outcome", "text", "blocks": [{"type", …}]}``."""
    blocks = [{"type": type(block).__name__.lower(), **_plain(block)} for block in reply.blocks]
    return json.dumps({"outcome": reply.outcome, "text": reply.plain(), "blocks": blocks}, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        named = {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return named
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value
