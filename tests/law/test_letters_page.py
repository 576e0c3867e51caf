"""docs/letters.md says what the letters are."""

import re
from pathlib import Path

from law import letters
from law.foi.regime import Regime
from law.letters import Field
from law.letters.vocabulary import KNOWN, YOURS
from law.letters.words import WORDS

PAGE = (Path(__file__).parents[2] / "docs" / "letters.md").read_text(encoding="utf-8")
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in PAGE.split("\n")
    if line.startswith("| `")
]


def cell(fields: list[Field]) -> str:
    return ", ".join(f"{each.name} (or nothing)" if each.optional else each.name for each in fields)


def test_the_page_lists_every_letter_as_it_is():
    listed = {row[0].strip("`"): row[1:] for row in ROWS if len(row) == 6}
    assert listed == {
        letter.name: (
            letter.title,
            ", ".join(letter.regimes),
            ", ".join(letter.stages),
            cell([each for each in letter.fields if each.name not in KNOWN]),
            cell([each for each in letter.fields if each.name in KNOWN]),
        )
        for letter in map(letters.get, letters.names())
    }


def test_the_page_lists_what_every_letter_may_use():
    listed = {row[0].strip("`"): row[1] for row in ROWS if len(row) == 2 and not row[0].endswith(":`")}
    common = {each.name: each.words for each in [*KNOWN.values(), *YOURS.values()]}
    assert listed == common | dict(WORDS[Regime.FOIA])


def test_the_letter_on_the_page_is_one():
    body, head = re.findall(r"```\n(.*?)```", PAGE, re.DOTALL)
    letter = letters.parse("ask_beds", head + body)
    assert letter.title == "Beds closed on a ward"
    assert {each.name for each in letter.fields} == {"ward", "authority", "since", "more"}
