"""Addresses on WhatDoTheyKnow that lead a volunteer to where a letter is sent from.

The parameters of a new request are those of Alaveteli (alaveteli.org/docs/developers/api): `title`, `body`
for the whole text, and `tags`. A follow-up has a form of its own and takes no text: the letter is pasted.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from law.letters.vocabulary import YOURS

SITE: Final = "https://www.whatdotheyknow.com"
LONGEST: Final = 2_000
"""Characters of an address that browsers, chats and servers carry without loss."""
_SLUG: Final = re.compile(r"[a-z0-9_-]{1,255}")
_BODY: Final = re.compile(
    r"https?://(?:www\.)?whatdotheyknow\.com/(?:[a-z]{2}/)?body/([a-z0-9_-]{1,255})(?:[/?#].*)?"
)
_REQUEST: Final = re.compile(
    r"https?://(?:www\.)?whatdotheyknow\.com/(?:[a-z]{2}/)?request/([a-z0-9_-]{1,255})(?:[/?#].*)?"
)


@dataclass(frozen=True, slots=True)
class Link:
    """An address, and whether the whole letter is in it; where not, the letter is to be pasted."""

    url: str
    whole: bool


def wdtk(slug: str, subject: str, body: str, tags: Sequence[str] = (), longest: int = LONGEST) -> Link:
    """The page for a new request to the body called `slug` there, with the letter in it where it fits.

    The answer comes back through WhatDoTheyKnow and everything is public, so the line for the writer's own
    address is left out. Too long for `longest` characters: the subject alone, or nothing. ValueError for what
    cannot be a slug.
    """
    if not _SLUG.fullmatch(slug):
        raise ValueError(f"{slug!r} is no page name of WhatDoTheyKnow")
    address = f"{SITE}/new/{slug}"
    tagged = {"tags": " ".join(tags)} if tags else {}
    whole = f"{address}?{urlencode({'title': subject, 'body': without_address(body), **tagged})}"
    titled = f"{address}?{urlencode({'title': subject, **tagged})}"
    return next(
        (Link(url, url is whole) for url in (whole, titled) if len(url) <= longest), Link(address, False)
    )


def followup(page: str, review: bool = False) -> str | None:
    """The form for a further letter in the request at `page`, or for a `review`; None for other pages."""
    slug = request_slug(page)
    if slug is None:
        return None
    return f"{SITE}/request/{slug}/followups/new{'?internal_review=1' if review else ''}#followup"


def body_slug(page: str) -> str | None:
    """The name of a public body in the address of its `page` there; None for other pages."""
    match = _BODY.fullmatch(page.strip())
    return match[1] if match else None


def request_slug(page: str) -> str | None:
    """The name of a request in the address of its `page` there; None for other pages."""
    match = _REQUEST.fullmatch(page.strip())
    return match[1] if match else None


def is_request(page: str) -> bool:
    """Whether `page` is the public page of a request there."""
    return request_slug(page) is not None


def without_address(body: str) -> str:
    """`body` for a public page: without the line for the writer's own address."""
    line = f"[{YOURS['reply_to'].words}]"
    return "\n".join(each for each in body.split("\n") if each != line)
