"""Buyers' names as they come: mended, parted into readings, and put into words."""

import html
import re
from collections.abc import Iterator, Sequence
from textwrap import wrap

from register.model import Kind
from register.normalise import expanded, words
from register.routing.vocabulary import word_set

LONGEST = 400
"""Characters of a name that are read; the longest real ones have about 150."""
LONGEST_TEXT = 4_000
"""Characters of a text that are read: whom a notice is for stands near its beginning."""
_WRAPPED = 150

_SPLIT_NHS = re.compile(r"\bN[. ]{1,2}H[. ]{1,2}S\b\.?", re.IGNORECASE)
_AND = re.compile(r"\s*(?:[&+]|\band/or\b)\s*", re.IGNORECASE)
_BEHALF = re.compile(
    r"\b(?:(?:acting )?(?:for and )?on behalf of|acting (?:through|by|as agents? (?:of|for))"
    r"|as agents? (?:of|for)|for and behalf of|o/b/o|obo)\b[:,]?",
    re.IGNORECASE,
)
_HOSTED = re.compile(
    r"[,(]?\s*\b(?:hosted by|c/o|care of|part of|trading as|t/a|a division of)\b", re.IGNORECASE
)
_TRADING = re.compile(r"[,(]?\s*\b(?:trading as|t/a|hosting)\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\(([^()]*)\)?|\[([^\[\]]*)\]?")
_PARTS = re.compile(r"\s+[-–—]+\s+|\s*[–—|;:/]\s*|,\s+-\s*|\s-(?=\S)|(?<=\S)-\s")
_SHORT = {
    "assoc": "association",
    "comm": "community",
    "dept": "department",
    "fndn": "foundation",
    "fdn": "foundation",
    "foundn": "foundation",
    "govt": "government",
    "gov": "government",
    "hosp": "hospital",
    "hosps": "hospitals",
    "mh": "mentalhealth",
    "nhst": "nhstrust",
    "nhsft": "nhsft",
    "svcs": "services",
    "svc": "service",
    "uni": "university",
    "univ": "university",
}
_KINDS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    (Kind.CCG, ("clinical commissioning group", "clinical commissioning groups", "ccg", "ccgs")),
    (
        Kind.ICB,
        (
            *("sub icb location", "sub icb locations", "sub icb", "integrated care board"),
            *("integrated care boards", "integrated care system", "integrated care partnership"),
            *("health and care partnership", "health and social care partnership", "health and care system"),
            *("health and care ics", "sustainability and transformation partnership"),
            *("sustainability and transformation plan", "integrated commissioning board"),
            *("integrated care broad", "intergrated care board", "icb", "icbs", "ics", "stp"),
        ),
    ),
    (Kind.PCT, ("teaching primary care trust", "primary care trust", "primary care trusts", "tpct", "pct")),
    (Kind.CSU, ("commissioning support unit", "commissioning support", "csu")),
    (
        Kind.TRUST,
        (
            *("nhs foundation trust", "foundation nhs trust", "nhs trust", "nhs foundation"),
            *("foundation trust", "health service trust", "healthcare trust", "hospitals trust"),
            *("hospital trust", "care trust", "acute trust", "nhs ft", "nhsft", "nhstrust", "trust", "ft"),
        ),
    ),
)
_KIND_OF: dict[tuple[str, ...], Kind] = {
    tuple(phrase.split()): kind for kind, phrases in _KINDS for phrase in phrases
}
_KIND_HEADS = frozenset(phrase[0] for phrase in _KIND_OF)
_LONGEST_KIND = max(map(len, _KIND_OF))
# Of these the last word says what the body is, the words before belong to its name.
_KEPT = word_set("healthcare hospitals hospital care acute health service")


_GENERAL = word_set(
    "foundation trust integrated board clinical commissioning group council borough district county",
    "metropolitan hospital hospitals teaching primary healthcare university mental health service",
    "services partnership community ambulance",
    # Words near to these that are right as they are.
    "trusts groups councils boards country boroughs districts counties healthy partnerships",
    "universities wealth metal rental",
)
"""General words of names, for `respelt`."""


def mended(name: str, longest: int = LONGEST) -> str:
    """`name` with entities, wrongly decoded letters and odd spaces put right, cut to `longest` characters."""
    name = name[: longest * 2]
    if "&" in name:
        name = html.unescape(html.unescape(name))
    for _ in range(2):  # some were decoded wrongly twice
        if "â€" in name or "Ã" in name:
            try:
                name = name.encode("cp1252").decode("utf-8")
            except UnicodeError:
                name = name.replace("â€™", "'").replace("â€“", "-")
    name = _SPLIT_NHS.sub("NHS ", name) if " H" in name or ".H" in name or ".h" in name else name
    return " ".join(_AND.sub(" and ", name).split())[:longest]


def principal(name: str) -> tuple[str, str]:
    """(whom it is bought for, who acts) of "A on behalf of B"; the first empty where nobody else is named."""
    parts = _BEHALF.split(name, maxsplit=1)
    return (parts[1].strip(" :,-()"), parts[0].strip(" :,-(")) if len(parts) == 2 else ("", name)


def trade_name(name: str) -> str:
    """What somebody trades as, or whom it hosts; empty where nothing says so."""
    return "".join(_TRADING.split(name, maxsplit=1)[1:])


def readings(name: str) -> Iterator[str]:
    """The ways to read a name, the fullest first: whole, without brackets or who hosts it, by parts."""
    seen = {name}
    yield name
    bare = _BRACKETS.sub(" ", name)
    hosted = _HOSTED.split(bare, maxsplit=1)[0]
    pieces = [bare, hosted, *_PARTS.split(bare), *(a or b for a, b in _BRACKETS.findall(name))]
    pieces += _HOSTED.split(name, maxsplit=1)[1:]
    for part in pieces:
        piece = " ".join(part.split()).strip(" ,.-–—()'\"")
        if len(piece) > 2 and piece not in seen:
            seen.add(piece)
            yield piece


def tokens(text: str) -> list[str]:
    """The folded words of `text`, short forms and county names written out, without a leading "the"."""
    found = expanded(_SHORT.get(word, word) for word in words(text))
    while found and found[0] in ("the", "a"):
        del found[0]
    return found


def text_tokens(text: str) -> list[str]:
    """The words of the beginning of a longer text, as `tokens` gives them."""
    found: list[str] = []
    for line in wrap(mended(text, LONGEST_TEXT), _WRAPPED, break_on_hyphens=False):
        found += tokens(line)
    return found


def respelt(found: Sequence[str]) -> list[str]:
    """The words with slips in general words ("Fondation", "Counil") put right."""
    from rapidfuzz.distance import OSA

    made = []
    for word in found:
        if len(word) >= 5 and word not in _GENERAL:
            near = [other for other in _GENERAL if OSA.distance(word, other, score_cutoff=1) <= 1]
            made.append(near[0] if len(near) == 1 else word)
        else:
            made.append(word)
    return made


def kinds(found: Sequence[str]) -> list[tuple[int, int, Kind]]:
    """(start, end, kind) of each phrase in the words `found` that says what body is meant, in order."""
    spans: list[tuple[int, int, Kind]] = []
    at = 0
    while at < len(found):
        if found[at] not in _KIND_HEADS:
            at += 1
            continue
        for size in range(min(_LONGEST_KIND, len(found) - at), 0, -1):
            kind = _KIND_OF.get(tuple(found[at : at + size]))
            if kind is not None:
                start = at
                while start < at + size - 1 and found[start] in _KEPT and kind is Kind.TRUST:
                    start += 1
                spans.append((start, at + size, kind))
                at += size
                break
        else:
            at += 1
    return spans


def stem(found: Sequence[str]) -> str:
    """The words without NHS and a leading "the", as a key of the register's index."""
    return "".join(word for word in found if word not in ("nhs", "the"))
