"""As many releases as wanted, made of the real samples: each copy with ids, ocids and dates of its own.

Where the samples are not beside the project, one made-up release takes their place.
"""

import itertools
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from benchmarks.arena import ROOT

NOW = datetime(2026, 8, 12, 15, 0, tzinfo=UTC)
"""When the newest release was published."""

_SAMPLES = Path(os.environ.get("CCGWATCH_SAMPLES", ROOT.parent / "shared" / "samples"))
_NUMBERED = re.compile(r"\d{6}-\d{4}")
_ID, _OCID, _DATE = b"@ID@", b"@OCID@", b"@DATE@"
_MADE_UP: dict[str, Any] = {
    "ocid": "ocds-h6vhtk-0aaaaa",
    "id": "012345-2026",
    "date": "2026-08-10T09:11:41+01:00",
    "tag": ["tender"],
    "tender": {
        "id": "T-1",
        "legalBasis": {"id": "2023/54", "scheme": "UKPGA"},
        "title": "Community dermatology",
        "description": "Skin clinics near people's homes. " * 60,
        "status": "active",
        "classification": {"scheme": "CPV", "id": "85121282"},
        "mainProcurementCategory": "services",
        "value": {"amount": 1_200_000, "currency": "GBP"},
        "tenderPeriod": {"endDate": "2026-09-01T12:00:00+01:00"},
        "documents": [{"id": "012345-2026", "noticeType": "UK4"}],
    },
    "parties": [
        {
            "name": "NHS Devon Integrated Care Board",
            "id": "GB-PPON-1",
            "roles": ["buyer"],
            "address": {"region": "UKK43"},
        }
    ],
    "buyer": {"id": "GB-PPON-1", "name": "NHS Devon Integrated Care Board"},
    "language": "en",
}


def many(count: int) -> Iterator[bytes]:
    """`count` different releases as JSON, the oldest first, over the two years before `NOW`."""
    templates = _templates()
    step = timedelta(days=730) / count
    for number, (copy, template) in enumerate(
        itertools.islice(((copy, each) for copy in itertools.count() for each in templates), count)
    ):
        at = (NOW - step * (count - 1 - number)).isoformat(timespec="seconds").encode()
        text, numbered, ocid, tail = template
        if numbered:
            its_id = b"%06d-%d" % (number % 1_000_000, 2026 + number // 1_000_000)
            its_ocid = b"ocds-h6vhtk-%07x" % (copy * len(templates) + ocid)
        else:
            its_id, its_ocid = b"%08x%b" % (copy, tail), b"ocds-b5fd17-%08x-%04x" % (copy, ocid)
        yield text.replace(_ID, its_id).replace(_OCID, its_ocid).replace(_DATE, at)


def made_up(number: int, published: datetime) -> dict[str, Any]:
    """A call for a health service in Devon, published then."""
    name = f"{number:06d}-2032"
    made = {**_MADE_UP, "id": name, "ocid": f"ocds-h6vhtk-e{number:06x}", "date": published.isoformat()}
    tender = {**_MADE_UP["tender"], "title": f"Community dermatology {number}"}
    tender["documents"] = [{"id": name, "noticeType": "UK4"}]
    tender["tenderPeriod"] = {"endDate": (published + timedelta(days=30)).isoformat()}
    return made | {"tender": tender}


def write_packages(folder: Path, count: int, each: int = 100) -> list[Path]:
    """Write `count` releases as release packages of `each`, as the sites give them; the files."""
    envelope = b'{"uri": "https://example.org/%d", "publishedDate": "2026-08-12T15:00:00Z", "version": "1.1"'
    envelope += b', "publisher": {"name": "Benchmark"}, "releases": [%b]}\n'
    files = []
    for number, some in enumerate(_batched(many(count), each)):
        files.append(folder / f"{number:06}.json")
        files[-1].write_bytes(envelope % (number, b",".join(some)))
    return files


def _templates() -> list[tuple[bytes, bool, int, bytes]]:
    """Of each sample: its JSON with holes, whether its ids are numbers, which ocid, and the end of its id."""
    ocids: dict[str, int] = {}
    made = []
    for release in _real() or [_MADE_UP]:
        identifier, ocid = str(release["id"]), str(release["ocid"])
        text = orjson.dumps({**release, "date": _DATE.decode()})
        text = text.replace(identifier.encode(), _ID).replace(ocid.encode(), _OCID)
        numbered = _NUMBERED.fullmatch(identifier) is not None
        made.append((text, numbered, ocids.setdefault(ocid, len(ocids)), identifier[8:].encode()))
    return made


def _real() -> list[dict[str, Any]]:
    files = sorted((_SAMPLES / "ocds").glob("*.json"))
    found = {each["id"]: each for file in files for each in orjson.loads(file.read_bytes())["releases"]}
    return list(found.values())


def _batched(releases: Iterator[bytes], size: int) -> Iterator[list[bytes]]:
    while some := list(itertools.islice(releases, size)):
        yield some
