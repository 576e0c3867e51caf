"""Releases made for a test: the smallest that are whole, in the forms the two portals use."""

import csv
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from feeds.packages import releases

SAMPLES = Path(
    os.environ.get("CCGWATCH_SAMPLES") or Path(__file__).resolve().parents[2].parent / "shared" / "samples"
)
needs_samples = pytest.mark.skipif(
    not (SAMPLES / "ocds" / "psr_labels.csv").exists(), reason="the sample notices are not beside the project"
)


@cache
def real() -> dict[str, dict[str, Any]]:
    """The real releases of the samples by id."""
    return {
        release["id"]: release
        for file in sorted((SAMPLES / "ocds").glob("*.json"))
        for release in releases(file.read_bytes())
    }


@cache
def table(name: str) -> list[dict[str, str]]:
    """The rows of one of the samples' tables."""
    with (SAMPLES / "ocds" / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def release(**changes: Any) -> dict[str, Any]:
    """A whole release of an old form, an award of a health service in Leeds; `changes` replace top-level fields."""
    made: dict[str, Any] = {
        "ocid": "ocds-h6vhtk-0aaaaa",
        "id": "012345-2026",
        "date": "2026-08-10T09:11:41+01:00",
        "tag": ["award", "contract"],
        "initiationType": "tender",
        "tender": {
            "id": "T-1",
            "legalBasis": {"id": "32014L0024", "scheme": "CELEX"},
            "title": "Community Phlebotomy",
            "status": "complete",
            "classification": {"scheme": "CPV", "id": "85100000"},
            "mainProcurementCategory": "services",
        },
        "parties": [
            {
                "name": "NHS West Yorkshire Integrated Care Board",
                "id": "GB-FTS-1",
                "roles": ["buyer"],
                "address": {"region": "UKE42"},
            }
        ],
        "buyer": {"id": "GB-FTS-1", "name": "NHS West Yorkshire Integrated Care Board"},
        "language": "en",
    }
    made.update(changes)
    return made


def psr(
    description: str = "", *, tag: str = "award", number: str | None = None, **tender: Any
) -> dict[str, Any]:
    """A release whose description says `description`; `number` makes it one of the Procurement Act's forms."""
    made = release(tag=["award", "contract"] if tag == "award" else tag.split("+"))
    if description:
        made["description"] = description
    if tag.startswith("tender"):
        made["tender"]["status"] = "active"
    if number:
        made["tender"]["legalBasis"] = {"id": "2023/54", "scheme": "UKPGA"}
        made["tender"]["documents"] = [{"id": made["id"], "noticeType": number}]
    made["tender"].update(tender)
    return made


def changed(new: str, old: str = "", **tender: Any) -> dict[str, Any]:
    """A correction (F14) that replaces `old` words by `new` ones: it holds no more, and no status."""
    change = {"newValue": {"text": new}, "oldValue": {"text": old}, "where": {"section": "VI.3"}}
    made = psr(tag="tenderUpdate", amendments=[{"id": "1", "unstructuredChanges": [change]}], **tender)
    del made["tender"]["status"]
    return made
