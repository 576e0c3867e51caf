"""Search for misspelt names.

One typing error in a name leaves either its first half or its second half as it was, so names are
kept by their halves and an error costs four look-ups. More errors cost a scan of the names of
about the same length. Errors are counted as by Damerau and
Levenshtein (optimal string alignment): a letter too many, missing or wrong, or two neighbours
swapped, is one.
"""

from collections import defaultdict
from collections.abc import Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA


def allowed(telling: int) -> int:
    """How many errors are borne in a name with so many telling letters (NHS and kind not counted)."""
    if telling < 4:
        return 0
    if telling < 8:
        return 1
    return 2 if telling < 14 else 3


class Speller:
    """The forms that may be meant by a misspelt one. `forms` maps each to its number of telling letters."""

    def __init__(self, forms: Mapping[str, int]) -> None:
        self._telling = forms
        self._halves: defaultdict[int, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._by_length: defaultdict[int, list[str]] = defaultdict(list)
        for form in forms:
            half = (len(form) - 1) // 2
            if half:
                halves = self._halves[len(form)]
                halves[f"{form[:half]}…"].append(form)
                halves[f"…{form[-half:]}"].append(form)
            self._by_length[len(form)].append(form)

    def one_off(self, text: str) -> list[str]:
        """The forms exactly one typing error away from the key `text`."""
        found: dict[str, int] = {}
        for length in (len(text) - 1, len(text), len(text) + 1):
            halves = self._halves.get(length)
            half = (length - 1) // 2
            if halves is None or half < 1:
                continue
            for side in (f"{text[:half]}…", f"…{text[-half:]}"):
                for form in halves.get(side, ()):
                    if form not in found:
                        found[form] = OSA.distance(text, form, score_cutoff=1)
        return [form for form, errors in found.items() if errors == 1]

    def several_off(self, text: str) -> list[tuple[str, int]]:
        """The forms with the fewest typing errors that may still be borne, with that number."""
        most = min(allowed(len(text)), 3)
        if most < 2:
            return []
        near = [
            form
            for length in range(len(text) - most, len(text) + most + 1)
            for form in self._by_length.get(length, ())
        ]
        hits = process.extract(text, near, scorer=OSA.distance, score_cutoff=most, limit=None)
        borne = [(form, int(errors)) for form, errors, _ in hits if errors <= allowed(self._telling[form])]
        best = min((errors for _, errors in borne), default=0)
        return [(form, errors) for form, errors in borne if errors == best]


def nearest_word(word: str, vocabulary: list[str]) -> str | None:
    """The word of `vocabulary` that `word` is most likely a misspelling of, None if there is none near."""
    if len(word) < 5:
        return None
    hit = process.extractOne(word, vocabulary, scorer=OSA.distance, score_cutoff=1 if len(word) < 10 else 2)
    return hit[0] if hit else None
