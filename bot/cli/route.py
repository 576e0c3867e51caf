"""``ccgwatch register route``: buyers in, one a line; where their notices belong out."""

import json as jsonlib
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

import register

if TYPE_CHECKING:
    from register.route import Buyer, Route


def route(json: Annotated[bool, typer.Option("--json", help="JSON, one object a line.")] = False) -> None:
    """Say which ICB, region or nation a buyer belongs to, and why; one buyer a line on standard input.

    A line is a name, or an object {"name", "identifiers": [{"scheme", "id"}], "postcode", "regions": []}.
    Exit 1 when a line was malformed. Examples: ccgwatch register route < buyers.txt;
    echo '{"name": "NHS Thames Valley ICB", "postcode": "OX4 2PG"}' | ccgwatch register route --json
    """
    from register.route import Confidence, Route, Scope, router

    ours = router(register.load())
    wrong = False
    for number, raw in enumerate(sys.stdin.buffer, 1):
        line = raw.decode("utf-8", errors="replace").strip().removeprefix("\ufeff")
        if not line:
            continue
        try:
            buyer = read_buyer(line)
        except ValueError as problem:
            wrong = True
            print(f"line {number}: {problem}", file=sys.stderr)
            found = Route(None, None, None, Scope.NATIONAL, Confidence.LOW, (f"malformed: {problem}",))
            name = line
        else:
            found, name = ours.route([buyer]), buyer.name
        if json:
            print(jsonlib.dumps(as_json(name, found), ensure_ascii=False))
        else:
            print(in_words(name, found))
    if wrong:
        raise typer.Exit(1)


def read_buyer(line: str) -> "Buyer":
    """The buyer a line tells of. Raises ValueError, in words, for an object that is not as documented."""
    from register.route import Buyer

    if not line.startswith("{"):
        return Buyer(line)
    try:
        told = jsonlib.loads(line)
    except (ValueError, RecursionError) as problem:
        raise ValueError("it begins with { but is not a JSON object") from problem
    name = told.get("name")
    if not isinstance(name, str):
        raise ValueError('"name" is missing or not text')
    postcode = told.get("postcode")
    if not isinstance(postcode, str | None):
        raise ValueError('"postcode" is not text')
    regions = told.get("regions")
    if regions is None:
        regions = []
    if not isinstance(regions, list) or not all(isinstance(region, str) for region in regions):
        raise ValueError('"regions" is not a list of codes or names')
    return Buyer(name, _identifiers(told.get("identifiers")), postcode, tuple(regions))


def _identifiers(told: Any) -> tuple[Any, ...]:
    from register.route import Identifier

    if told is None:
        return ()
    if not isinstance(told, list):
        raise ValueError('"identifiers" is not a list')
    found = []
    for each in told:
        scheme, number = (each.get("scheme"), each.get("id")) if isinstance(each, dict) else (None, None)
        if not isinstance(scheme, str) or not isinstance(number, str):
            raise ValueError('an identifier is not an object with "scheme" and "id" as text')
        found.append(Identifier(scheme, number))
    return tuple(found)


def as_json(name: str, found: "Route") -> dict[str, Any]:
    """A route as scripts rely on it: codes, or null."""
    return {
        "buyer": name,
        "body": found.body.code if found.body else None,
        "icb": found.icb.code if found.icb else None,
        "region": found.region.code if found.region else None,
        "scope": found.scope,
        "confidence": found.confidence,
        "why": list(found.why),
    }


def in_words(name: str, found: "Route") -> str:
    """A route for people: where to, how sure, and the reasons below."""
    where = [f"{body.name} ({body.code})" for body in (found.icb, found.region) if body is not None]
    if not where:
        where = [found.nation if found.scope == "out-of-scope" else "England"]
    head = f"{name}: {found.scope}, {', '.join(where)} (confidence {found.confidence})"
    return "\n".join([head, *(f"  {words}" for words in found.why)])
