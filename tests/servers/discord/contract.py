"""Discord's own OpenAPI description as a judge of every body that passes through the stand-in.

The file is not part of the project: it is looked for beside the project (or where
``CCGWATCH_DISCORD_OPENAPI`` says) and, when it is not there, nothing is judged.
"""

import functools
import hashlib
import json
import os
import re
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from referencing import Registry, Resource

HERE = "urn:discord"
_ID = re.compile(r'"[1-9][0-9]{16,19}"')


def location() -> Path | None:
    """Where the OpenAPI file is, None when it is not there."""
    named = os.environ.get("CCGWATCH_DISCORD_OPENAPI")
    root = Path(__file__).resolve().parents[3]
    path = Path(named) if named else root.parent / "shared" / "discord" / "openapi.json"
    return path if path.is_file() else None


class _Schemas:
    """The file, with compiled validators by pointer; read once a process."""

    def __init__(self, path: Path):
        self.document = json.loads(path.read_text(encoding="utf-8"))
        self.document = _told_apart(self.document, self.document["components"]["schemas"])
        self._registries = {lenient: self._registry(lenient) for lenient in (False, True)}
        self._validators: dict[tuple[str, bool], Draft202012Validator] = {}
        self._good: set[tuple[str, bool, str]] = set()

    def _registry(self, lenient: bool) -> Registry:
        document = dict(self.document)
        if lenient:
            # Discord takes snowflakes as numbers too, and the library sends some that way.
            schemas = dict(document["components"]["schemas"])
            schemas["SnowflakeType"] = {"type": ["string", "integer"]}
            document["components"] = {**document["components"], "schemas": schemas}
        return Registry().with_resource(HERE, Resource.opaque(document))

    def validator(self, pointer: str, *, lenient: bool) -> Draft202012Validator:
        key = (pointer, lenient)
        if key not in self._validators:
            reference = {"$ref": f"{HERE}#{pointer}"}
            self._validators[key] = Draft202012Validator(reference, registry=self._registries[lenient])
        return self._validators[key]

    def error(self, pointer: str, value: Any, *, lenient: bool) -> ValidationError | None:
        """What is wrong with `value`; the same again, but for its ids, is known to be good."""
        same = _ID.sub('"0"', json.dumps(value, sort_keys=True))
        known = (pointer, lenient, hashlib.sha256(same.encode()).hexdigest())
        if known in self._good:
            return None
        found = best_match(self.validator(pointer, lenient=lenient).iter_errors(value))
        if found is None:
            self._good.add(known)
        return found

    def operation(self, method: str, path: str) -> tuple[str, dict[str, Any]] | None:
        found = self.document["paths"].get(path, {}).get(method.lower())
        return (f"/paths/{_escaped(path)}/{method.lower()}", found) if found else None


def _told_apart(node: Any, schemas: dict[str, Any]) -> Any:
    """`node` with each choice between things of different `type` made by that type.

    It means the same, but only the one alternative is judged: with the eleven that the option of a
    command may be, and sub-commands within, all of them took seconds.
    """
    if isinstance(node, list):
        return [_told_apart(each, schemas) for each in node]
    if not isinstance(node, dict):
        return node
    node = {key: _told_apart(value, schemas) for key, value in node.items()}
    references = [each.get("$ref", "") if isinstance(each, dict) else "" for each in node.get("oneOf") or ()]
    targets = [schemas.get(reference.rpartition("/")[2], {}) for reference in references]
    kinds = [each.get("properties", {}).get("type", {}).get("enum") or [] for each in targets]
    every = [kind for several in kinds for kind in several]
    required = all("type" in each.get("required", ()) for each in targets)
    if not required or len(set(every)) < len(kinds) or any(len(kind) != 1 for kind in kinds) or not kinds:
        return node
    del node["oneOf"]
    cases = [
        {"if": {"properties": {"type": {"const": kind}}}, "then": {"$ref": reference}}
        for (kind,), reference in zip(kinds, references, strict=True)
    ]
    chosen = {"type": "object", "required": ["type"], "properties": {"type": {"enum": every}}}
    return {**node, "allOf": [*node.get("allOf", []), chosen, *cases]}


@functools.cache
def _schemas(path: Path) -> _Schemas:
    return _Schemas(path)


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


class Contract:
    """Judges bodies and collects what does not hold; a test's end asserts there is nothing."""

    def __init__(self, *, on: bool = True):
        path = location() if on else None
        self._schemas = _schemas(path) if path else None
        self.violations: list[str] = []
        self.judged = 0

    def request(self, method: str, path: str, body: Any) -> None:
        """Judge a body the bot sent."""
        if self._schemas is None or body is None:
            return
        pointer = "requestBody/content/application~1json/schema"
        self._body(method, path, pointer, body, lenient=True)

    def response(self, method: str, path: str, status: int, body: Any) -> None:
        """Judge a body the stand-in answers."""
        if self._schemas is None:
            return
        if status >= 400:
            self.schema("Error", body)
        elif body is not None:
            pointer = f"responses/{status}/content/application~1json/schema"
            self._body(method, path, pointer, body, lenient=False)

    def schema(self, name: str, value: Any) -> None:
        """Judge an object the gateway carries, by the name of its schema."""
        if self._schemas is not None:
            self._judge(f"/components/schemas/{name}", value, name, lenient=False)

    def _body(self, method: str, path: str, pointer: str, body: Any, *, lenient: bool) -> None:
        assert self._schemas is not None
        operation = self._schemas.operation(method, path)
        if operation is None:
            self.violations.append(f"{method} {path} is not in Discord's description")
            return
        node: Any = operation[1]
        for part in pointer.split("/"):
            node = node.get(part.replace("~1", "/")) if isinstance(node, dict) else None
        if node is None:
            self.violations.append(f"{method} {path} has no {pointer}")
            return
        self._judge(f"{operation[0]}/{pointer}", body, f"{method} {path}", lenient=lenient)

    def _judge(self, pointer: str, value: Any, what: str, *, lenient: bool) -> None:
        assert self._schemas is not None
        self.judged += 1
        error = self._schemas.error(pointer, value, lenient=lenient)
        if error is not None:
            side = "request" if lenient else "stand-in"
            self.violations.append(f"{side}: {what}: {error.json_path}: {error.message[:300]}")
