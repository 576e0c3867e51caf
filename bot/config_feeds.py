"""The ``[feeds]`` tables of the configuration: what is watched, where, and how often."""

import re
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def _seconds(value: object) -> object:
    """``"15m"`` as seconds; a number of seconds stays as it is."""
    found = re.fullmatch(r"(\d{1,6})\s*([smhd])", value.strip()) if isinstance(value, str) else None
    if found:
        return int(found[1]) * _UNITS[found[2]]
    return int(value) if isinstance(value, str) and value.strip().isdigit() else value


Every = Annotated[int, BeforeValidator(_seconds), Field(ge=1, le=30 * 86400)]
"""Seconds between looks: a number, or a text such as "15m", "6h", "1d"."""

Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$")]


class Feed(BaseModel):
    """One source."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    enabled: bool = True
    url: Url
    every: Every


class FindATender(Feed):
    """Procurement notices above the thresholds."""

    url: Url = "https://www.find-tender.service.gov.uk/api/1.0/ocdsReleasePackages"
    every: Every = 900


class ContractsFinder(Feed):
    """Procurement notices below the thresholds, and of what was begun before February 2025."""

    url: Url = "https://www.contractsfinder.service.gov.uk/Published/Notices/OCDS/Search"
    every: Every = 1800


class Ods(Feed):
    """Changes of the NHS's register of organisations."""

    url: Url = "https://directory.spineservices.nhs.uk/ORD/2-0-0"
    every: Every = 21600


class NhsEngland(Feed):
    """News of NHS England."""

    url: Url = "https://www.england.nhs.uk/feed/"
    every: Every = 1800


class GovUk(Feed):
    """News on gov.uk."""

    url: Url = "https://www.gov.uk/search/news-and-communications.atom?keywords=integrated+care+board"
    every: Every = 1800


class BankHolidays(Feed):
    """The bank holidays of the United Kingdom."""

    url: Url = "https://www.gov.uk/bank-holidays.json"
    every: Every = 86400


class WhatDoTheyKnow(BaseModel):
    """Following requests where they stand on WhatDoTheyKnow. `spacing` are the seconds between two looks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    enabled: bool = False
    url: Url = "https://www.whatdotheyknow.com"
    every: Annotated[int, BeforeValidator(_seconds), Field(ge=3600, le=30 * 86400)] = 43200
    spacing: Annotated[int, BeforeValidator(_seconds), Field(ge=60, le=3600)] = 60


class FeedsSection(BaseModel):
    """What holds for all sources, and each of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    enabled: bool = True
    spacing: Annotated[float, Field(ge=0, le=3600)] = 12.0
    most_posts: Annotated[int, Field(ge=1, le=1000)] = 25
    allow_private: bool = False
    find_a_tender: FindATender = FindATender()
    contracts_finder: ContractsFinder = ContractsFinder()
    ods: Ods = Ods()
    nhs_england: NhsEngland = NhsEngland()
    gov_uk: GovUk = GovUk()
    bank_holidays: BankHolidays = BankHolidays()
    whatdotheyknow: WhatDoTheyKnow = WhatDoTheyKnow()
