"""Discord's limits, enforced by hand: its OpenAPI file is looser than the service.

Sources: developer documentation, "Create Message", "Embed Limits", "Component Reference" and
"Application Command Structure" (API v10). Lengths are counted in UTF-16 units, the strictest
reading of "characters".
"""

import re
from collections.abc import Iterable
from typing import Any

_SURROGATE = re.compile("[\ud800-\udfff]")
_SUB = (1, 2)
COMMAND_NAME = re.compile(r"^[-_'\w]{1,32}$")


class Refused(Exception):
    """An answer in Discord's error shape."""

    def __init__(self, status: int, code: int, message: str, errors: dict[str, Any] | None = None):
        super().__init__(message)
        self.status = status
        self.body: dict[str, Any] = {"message": message, "code": code}
        if errors:
            self.body["errors"] = errors


def size(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


class Form:
    """Collects what is wrong with one body, at its path, and refuses it with code 50035."""

    def __init__(self) -> None:
        self.errors: dict[str, Any] = {}

    def wrong(self, path: str, code: str, message: str) -> None:
        node = self.errors
        for part in path.split("."):
            node = node.setdefault(part, {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def text(self, path: str, value: str | None, most: int, *, required: bool = False) -> int:
        """Check one text and return its length as Discord counts it (trimmed)."""
        trimmed = (value or "").strip()
        if required and not trimmed:
            self.wrong(path, "BASE_TYPE_REQUIRED", "This field is required")
        if size(trimmed) > most:
            self.wrong(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        if _SURROGATE.search(trimmed):
            self.wrong(path, "BASE_TYPE_BAD_STRING", "Not a valid string.")
        return size(trimmed)

    def count(self, path: str, value: list[Any], most: int) -> None:
        if len(value) > most:
            self.wrong(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")

    def refuse(self) -> None:
        if self.errors:
            raise Refused(400, 50035, "Invalid Form Body", self.errors)


def message(body: dict[str, Any], files: int = 0) -> None:
    """Check a message to be made or edited."""
    form = Form()
    form.text("content", body.get("content"), 2000)
    embeds = body.get("embeds") or []
    form.count("embeds", embeds, 10)
    total = sum(_embed(form, f"embeds.{i}", embed) for i, embed in enumerate(embeds))
    if total > 6000:
        form.wrong("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")
    _components(form, body.get("components") or [])
    nonce = body.get("nonce")
    if nonce is not None and len(str(nonce)) > 25:
        form.wrong("nonce", "NONCE_TYPE_TOO_LONG", "Must be 25 or fewer in length.")
    if files > 10:
        form.wrong("attachments", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")
    for i, attachment in enumerate(body.get("attachments") or []):
        form.text(f"attachments.{i}.description", attachment.get("description"), 1024)
    mentions = body.get("allowed_mentions") or {}
    form.count("allowed_mentions.users", mentions.get("users") or [], 100)
    form.refuse()


def empty(body: dict[str, Any], files: int) -> bool:
    """Whether a message shows nothing at all (code 50006)."""
    shown = (body.get("content") or "").strip() or body.get("embeds") or body.get("components")
    return not shown and not files and not body.get("sticker_ids") and not body.get("attachments")


def _embed(form: Form, at: str, embed: dict[str, Any]) -> int:
    total = form.text(f"{at}.title", embed.get("title"), 256)
    total += form.text(f"{at}.description", embed.get("description"), 4096)
    footer, author = embed.get("footer"), embed.get("author")
    if footer:
        total += form.text(f"{at}.footer.text", footer.get("text"), 2048, required=True)
    if author:
        total += form.text(f"{at}.author.name", author.get("name"), 256, required=True)
    fields = embed.get("fields") or []
    form.count(f"{at}.fields", fields, 25)
    for i, field in enumerate(fields):
        total += form.text(f"{at}.fields.{i}.name", field.get("name"), 256, required=True)
        total += form.text(f"{at}.fields.{i}.value", field.get("value"), 1024, required=True)
    if not (total or embed.get("image") or embed.get("thumbnail")):
        form.wrong(f"{at}.description", "BASE_TYPE_REQUIRED", "This field is required")
    return total


def _components(form: Form, rows: list[dict[str, Any]]) -> None:
    form.count("components", rows, 5)
    seen: set[str] = set()
    for i, row in enumerate(rows):
        buttons = row.get("components") or []
        if not 1 <= len(buttons) <= 5:
            form.wrong(f"components.{i}.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5.")
        for j, button in enumerate(buttons):
            at = f"components.{i}.components.{j}"
            form.text(f"{at}.label", button.get("label"), 80, required=True)
            if button.get("style") != 5:
                custom_id = button.get("custom_id") or ""
                form.text(f"{at}.custom_id", custom_id, 100, required=True)
                if custom_id in seen:
                    form.wrong(f"{at}.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Custom id is taken")
                seen.add(custom_id)


def commands(body: Iterable[dict[str, Any]]) -> None:
    """Check the commands of a bulk overwrite."""
    form = Form()
    listed = list(body)
    form.count("commands", listed, 100)
    names = [command.get("name", "") for command in listed]
    if len(set(names)) != len(names):
        form.wrong("commands", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Names must be unique")
    for i, command in enumerate(listed):
        _command_name(form, f"{i}.name", command.get("name", ""))
        form.text(f"{i}.description", command.get("description"), 100, required=True)
        _options(form, f"{i}.options", command.get("options") or [])
        if _whole_size(command) > 8000:
            form.wrong(str(i), "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)")
    form.refuse()


def _options(form: Form, at_all: str, options: list[dict[str, Any]]) -> None:
    """Check the options of a command or sub-command, or the sub-commands of a command."""
    form.count(at_all, options, 25)
    names = [option.get("name", "") for option in options]
    if len(set(names)) != len(names):
        form.wrong(at_all, "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option name already exists")
    if len({option.get("type") in _SUB for option in options}) > 1:
        form.wrong(at_all, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-commands and options do not mix")
    optional = False
    for j, option in enumerate(options):
        at = f"{at_all}.{j}"
        _command_name(form, f"{at}.name", option.get("name", ""))
        form.text(f"{at}.description", option.get("description"), 100, required=True)
        if option.get("required") and optional:
            form.wrong(at, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required ones come first")
        optional = optional or not option.get("required")
        offered = option.get("choices") or []
        if offered and option.get("autocomplete"):
            form.wrong(at, "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES", "Choices or autocomplete, not both")
        _choices(form, f"{at}.choices", offered)
        _options(form, f"{at}.options", option.get("options") or [])


def _whole_size(entry: dict[str, Any]) -> int:
    """Characters of all names, descriptions and values in a command, which together are at most 8000."""
    values = [
        str(choice.get("name", "")) + str(choice.get("value", "")) for choice in entry.get("choices") or []
    ]
    own = size(entry.get("name", "")) + size(entry.get("description", "")) + sum(map(size, values))
    return own + sum(_whole_size(option) for option in entry.get("options") or [])


def choices(body: list[dict[str, Any]]) -> None:
    """Check the choices of an autocomplete answer."""
    form = Form()
    _choices(form, "data.choices", body)
    form.refuse()


def _choices(form: Form, at: str, offered: list[dict[str, Any]]) -> None:
    form.count(at, offered, 25)
    for i, choice in enumerate(offered):
        form.text(f"{at}.{i}.name", choice.get("name"), 100, required=True)
        if isinstance(choice.get("value"), str):
            form.text(f"{at}.{i}.value", choice["value"], 100, required=True)


def _command_name(form: Form, at: str, name: str) -> None:
    if not COMMAND_NAME.match(name) or name != name.lower():
        form.wrong(at, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
