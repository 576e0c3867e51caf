"""The search: from what somebody typed to the bodies they may mean, each with the reason.

Strongest first: code, official name, bare name, other name, postcode or place, part of a name,
spelling. The later kinds are only tried where the earlier ones leave room. Among equal matches a CCG comes
before an ICB, then PCT, region, trust, CSU: the names people bring are from older papers. A kind
in the question ("Devon ICB"), or the preference of the caller, changes that order; a day puts the
bodies that existed on it first.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from string import ascii_uppercase
from typing import TYPE_CHECKING

from register.common_words import DIRECTIONS, EMPTY, LINKING
from register.describe import errors_in_words
from register.gathered import Gathered, WhoOn
from register.index import Entry, Index
from register.model import Kind, Match, Why
from register.normalise import LONGEST, Core, core, expanded, key, without_council, words
from register.postcodes import Postcode
from register.postcodes import parse as parse_postcode
from register.records import Records

if TYPE_CHECKING:
    from register.spelling import Speller  # rapidfuzz is only imported when a name was misspelt

CLOSE = 10.0
"""Matches within so many points of the first are as likely meant as it: ask rather than guess."""

_OTHER_KIND = 14.0
_WITH_DIGIT = re.compile(r"\d")
_CODE_LIKE = re.compile(r"(?=[a-z]*\d)[a-z0-9]{2,5}|[ew]\d{5,10}|\d+")


class Finder:
    """The search over one index. `who_on` tells who was responsible for a place on a day."""

    def __init__(self, records: Records, index: Index, elsewhere: frozenset[str], who_on: WhoOn) -> None:
        self._records = records
        self._index = index
        self._elsewhere = elsewhere
        self._who_on = who_on
        self._known: dict[tuple[str, Kind | None], tuple[Match, ...]] = {}

    def find(
        self, text: str, on: date | None = None, kind: Kind | None = None, limit: int = 10
    ) -> tuple[Match, ...]:
        """The bodies `text` may mean, best first, at most `limit`; empty where nothing fits.

        Never raises for any text. `on` puts the bodies that existed that day first; `kind` settles ties.
        """
        form = key(text)
        if on is None:
            known = self._known.get((form, kind))
            if known is not None:
                return known[:limit]
        found = (
            self._name_with_code(text)
            or self._search(text, form, on, kind)
            or self._less_qualified(text, on, kind)
        )
        if on is None and (form in self._index.forms or form in self._index.codes):
            # Kept for forms of the register's own only: what people type is not remembered.
            self._known[form, kind] = found
        return found[:limit]

    def _search(self, text: str, form: str, on: date | None, kind: Kind | None) -> tuple[Match, ...]:
        if not form:
            return ()
        gathered = Gathered(self._records, on, kind, self._who_on)
        if self._by_code(form, gathered):
            return gathered.ranked()
        exact = self._index.forms.get(form, ())
        for entry in exact:
            gathered.add(entry)
        certain = {e.code for e in exact if e.code and e.score >= 97}
        if certain:
            # A whole name with its kind: others of the same bare name come far behind.
            for bare in {self._index.bare[code] for code in certain}:
                for entry in self._index.forms.get(bare, ()):
                    if entry.code and entry.code not in certain:
                        gathered.add(entry._replace(score=entry.score - 20))
            return gathered.ranked()
        asked = core(text)
        if asked.words and (asked.key != form or not exact):
            self._by_core(text, asked, gathered)
        postcode = parse_postcode(text)
        if postcode is not None:
            self._by_postcode(postcode, gathered)
        if _CODE_LIKE.fullmatch(form) is None and (
            gathered.matches or self._elsewhere.isdisjoint((form, asked.key))
        ):
            self._by_part(form, asked, gathered)
        return gathered.ranked()

    def _name_with_code(self, text: str) -> tuple[Match, ...]:
        """``NHS Cannock Chase CCG (04Y)``, as lists and our own answers write it: what the code says."""
        if len(text) > LONGEST:
            return ()
        said = words(text)
        if len(said) < 2:
            return ()
        first, last = said[0], said[-1]
        ends = (last,) if text.rstrip().endswith(")") else ()
        for code in (*ends, *(word for word in (first, last) if _WITH_DIGIT.search(word))):
            body = self._index.codes.get(code)
            # A word of the name beside it, or the code is something else that looks alike.
            if body is not None and not set(words(body.name)).isdisjoint(set(said) - EMPTY):
                gathered = Gathered(self._records, None, None, self._who_on)
                self._by_code(code, gathered)
                return gathered.ranked()
        return ()

    def _less_qualified(self, text: str, on: date | None, kind: Kind | None) -> tuple[Match, ...]:
        """``Lichfield, Staffs``: where the whole finds nothing, what stands before comma or county."""
        first, comma, _ = text.partition(",")
        if not comma:
            *before, last = expanded(words(text)) or [""]
            entries = self._index.forms.get(last, ()) if before else ()
            if not any(entry.place is not None and entry.place.kind == "COUNTY" for entry in entries):
                return ()
            first = " ".join(before)
        form = key(first)
        found = self._search(first, form, on, kind) if form and form != key(text) else ()
        return tuple(replace(match, score=max(1.0, round(match.score - 8.0, 1))) for match in found)

    def _by_code(self, form: str, gathered: Gathered) -> bool:
        body = self._index.codes.get(form)
        if body is None:
            place = self._index.place_codes.get(form)
            if place is not None and len(form) > 4:  # shorter ones are postcodes, read as such
                gathered.add(Entry(90, Why.CODE, place.code, place=place))
                return True
            return False
        upper = form.upper()
        if upper == body.code:
            detail = "ODS code"
        elif body.ons_codes and upper == body.ons_codes[0]:
            detail = "ONS code"
        elif upper in body.ons_codes:
            detail = f"earlier ONS code of {body.code}"
        else:
            detail = "ONS code of the STP that it grew from"
        gathered.add(Entry(100, Why.CODE, upper, body.code, detail=detail))
        for entry in self._index.forms.get(form, ()):
            gathered.add(entry)
        return len(form) > 4 or parse_postcode(form) is None or self._also_postcode(form, gathered)

    def _also_postcode(self, form: str, gathered: Gathered) -> bool:
        postcode = parse_postcode(form)
        if postcode is not None:
            self._by_postcode(postcode, gathered)
        return True

    def _by_core(self, text: str, asked: Core, gathered: Gathered) -> None:
        """Look the bare name up; where a kind was asked for, the others of that name come lower."""
        entries = self._index.forms.get(asked.key, ())
        if not entries:
            entries = self._index.forms.get("".join(core(without_council(text)).words), ())
        for entry in entries:
            less = 0.0
            if entry.code:
                body = self._records.bodies[entry.code]
                if asked.kind is not None and body.kind is not asked.kind:
                    less = _OTHER_KIND
                elif asked.stp and entry.detail:
                    less = -8.0
            gathered.add(entry._replace(score=entry.score - less), asked.kind)

    def _by_postcode(self, postcode: Postcode, gathered: Gathered) -> None:
        for outward, score in ((postcode.outward, 86.0), (postcode.district, 84.0)):
            place = self._records.places.get(outward)
            if place is not None and place.kind == "PCDISTRICT":
                gathered.add(Entry(score, Why.POSTCODE, outward, place=place))
                return
        if postcode.district.lower() in self._elsewhere or postcode.area.lower() in self._elsewhere:
            return
        words_ = f"{postcode.outward} itself is not in the register"
        beside = [self._records.places.get(postcode.district + letter) for letter in ascii_uppercase]
        for place in beside:
            if place is not None:
                gathered.add(Entry(74.0, Why.POSTCODE, postcode.outward, place=place, detail=words_))
        place = self._records.places.get(postcode.area)
        known = postcode.full or self._plausible(postcode)
        if place is not None and place.kind == "PCAREA" and not any(beside) and known:
            gathered.add(Entry(62.0, Why.POSTCODE, postcode.outward, place=place, detail=words_))

    def _plausible(self, postcode: Postcode) -> bool:
        """Whether an outward code not recorded may exist: areas number theirs without wide gaps."""
        numbers = [
            int(place.code[len(postcode.area) :])
            for place in self._records.places.values()
            if place.kind == "PCDISTRICT"
            and place.code.startswith(postcode.area)
            and place.code[len(postcode.area) :].isdigit()
        ]
        return int(postcode.district[len(postcode.area) :]) <= max(numbers, default=0) + 3

    def _by_part(self, form: str, asked: Core, gathered: Gathered) -> None:
        """Try part of a name, then one typing error, then several, then word by word."""
        telling = [word for word in asked.words if word not in EMPTY]
        if not asked.words or not telling:
            return
        had = bool(gathered.matches)
        best = max((m.score for m in gathered.matches.values()), default=0.0)
        in_part = self._partial([w for w in asked.words if w not in LINKING], asked, gathered, 0.0)
        if had and best >= 60:
            return
        spelt = self._spelling
        near = spelt.one_off(form)
        if not near and asked.key != form:
            near = spelt.one_off(asked.key)
        if near:
            self._misspelt(form, [(other, 1) for other in near], asked, gathered, 15.0 if in_part else 0.0)
            return
        if in_part:
            return
        several = spelt.several_off(form)
        if asked.key != form:
            several += spelt.several_off(asked.key)
        if several:
            least = min(errors for _, errors in several)
            self._misspelt(form, [pair for pair in several if pair[1] == least], asked, gathered)
        elif not gathered.matches:
            self._word_by_word(telling, asked, gathered)

    @cached_property
    def _spelling(self) -> "Speller":
        from register.spelling import Speller

        return Speller(self._index.hazy)

    def _misspelt(
        self,
        typed: str,
        forms: Iterable[tuple[str, int]],
        asked: Core,
        gathered: Gathered,
        less: float = 0.0,
    ) -> None:
        """Take in the `forms`, each with the errors that part it from the key `typed`."""
        letters = set(typed)
        for form, errors in forms:
            # Swapped or doubled letters are likelier slips than other letters: Salford for aSlford.
            slip = 1.5 if letters == set(form) else 0.0
            for entry in self._index.forms[form]:
                score = entry.score + slip - 14 - 6 * errors - less
                if entry.code and asked.kind not in (None, self._records.bodies[entry.code].kind):
                    score -= _OTHER_KIND
                detail = errors_in_words(errors, entry.text)
                gathered.add(entry._replace(score=score, why=Why.SPELLING, detail=detail), asked.kind)

    def _partial(self, telling: Sequence[str], asked: Core, gathered: Gathered, less: float) -> bool:
        """Bodies and places with all the words `telling` in their name; says whether there were any."""
        postings = self._index.postings
        wanted = set(telling)
        if not wanted or any(word not in postings for word in wanted):
            return False
        numbers = frozenset.intersection(*(postings[word] for word in wanted))
        letters = sum(map(len, wanted))
        for number in numbers:
            name = self._index.names[number]
            whole = sum(map(len, set(name.words)))
            score = 52.0 + 26.0 * letters / whole + (6.0 if name.words[0] == telling[0] else 0.0)
            entry = name.entry
            if entry.place is not None:
                score = 76.0 if letters == whole else score - 4.0
            elif letters == whole:
                score = 86.0
            if entry.code:
                body = self._records.bodies[entry.code]
                if asked.kind not in (None, body.kind):
                    score -= _OTHER_KIND
                if body.kind is Kind.PCT and asked.kind is None:
                    score -= 6.0
                elif body.kind is Kind.REGION and body.status == "closed":
                    score -= 12.0
                elif body.kind in (Kind.TRUST, Kind.CSU) and asked.kind is None:
                    score -= 8.0 if body.status == "open" else 12.0
            why = Why.PARTIAL if not less else Why.SPELLING
            detail = "" if not less else f"read as “{' '.join(telling)}”"
            gathered.add(entry._replace(score=score + entry.score - less, why=why, detail=detail), asked.kind)
        return bool(numbers)

    def _word_by_word(self, telling: Sequence[str], asked: Core, gathered: Gathered) -> None:
        """Complete the last word, or mend each unknown one, and try part of a name again."""
        from register.spelling import nearest_word

        postings = self._index.postings
        last = telling[-1]
        if len(last) >= 5 and last not in postings:
            for word in sorted(w for w in postings if w.startswith(last)):
                self._partial([*telling[:-1], word], asked, gathered, 4.0)
            if gathered.matches:
                return
        vocabulary = list(postings)
        mended = [w if w in postings else nearest_word(w, vocabulary) for w in telling]
        if all(mended):
            known = [word for word in mended if word]
            if any(word not in EMPTY and word not in DIRECTIONS for word in known):
                self._partial(known, asked, gathered, 10.0)


def close(matches: Sequence[Match]) -> tuple[Match, ...]:
    """The matches as likely meant as the first: one means a clear answer, several a question back."""
    if not matches:
        return ()
    return tuple(match for match in matches if matches[0].score - match.score < CLOSE)
