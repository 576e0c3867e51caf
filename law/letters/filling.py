"""A letter filled in: what is known goes in, what is missing is named, the writer's name is left to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from law.foi.due import words
from law.foi.regime import Regime, rules
from law.letters import cleaning
from law.letters.letter import FIELD, Field, Form, Letter
from law.letters.vocabulary import YOURS
from law.letters.words import WORDS

LONGEST_VALUE: Final = {Form.LINE: 300, Form.DAY: 100, Form.LINES: 4_000}
"""Characters that fit into a field of each form."""
SIGN: Final = (
    "Before you send it, put in your real full name and an address for the answer, where the brackets are. A "
    "request under the Freedom of Information Act needs them (section 8), and nothing here keeps them."
)
"""What a volunteer is told with every letter that they sign."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A letter with what is known in it.

    `missing` names what nobody gave, in the order of the letter; in its place stands what belongs there, in
    square brackets. `notes` are for the writer: their name, what does not fit, a law it is not made for.
    """

    subject: str
    body: str
    missing: tuple[Field, ...] = ()
    notes: tuple[str, ...] = ()


def fill(letter: Letter, fields: Mapping[str, str | date], regime: Regime = Regime.FOIA) -> Filled:
    """`letter` with `fields` in it, in the words of `regime`.

    A `date` is written "Monday 30 November 2026". A text goes in as it is, braces and all, without what
    cannot be seen, and on one line where the field is a line. Empty counts as not given, and so does what is
    too long, which the notes say. `fields` that the letter does not ask for are passed over.
    """
    given: dict[str, str] = {}
    missing: list[Field] = []
    notes: list[str] = []
    if regime not in letter.regimes:
        acts = " and the ".join(rules(each).act for each in letter.regimes)
        notes.append(f"This letter is made for the {acts}, not for the {rules(regime).act}. Choose another.")
    for each in letter.fields:
        text, most = _written(fields.get(each.name, ""), each.form), LONGEST_VALUE[each.form]
        if len(text) > most:
            notes.append(f"{each.name} has {len(text):,} characters; at most {most:,} fit. Shorten it.")
        elif text or each.optional:
            given[each.name] = text
            continue
        missing.append(each)
        given[each.name] = f"[{each.words}]"
    template = _without_empty(letter, given)
    if any(f"{{{name}}}" in template for name in YOURS):
        notes.append(SIGN)
    values = {**given, **WORDS[regime], **{name: f"[{each.words}]" for name, each in YOURS.items()}}
    return Filled(_put(letter.subject, values), _put(template, values), tuple(missing), tuple(notes))


def _written(value: str | date, form: Form) -> str:
    if isinstance(value, date):
        return words(value)
    return cleaning.lines(value) if form is Form.LINES else cleaning.line(value)


def _put(text: str, values: Mapping[str, str]) -> str:
    """`text` with each field replaced once: what a value itself holds is not looked at again."""
    return FIELD.sub(lambda match: values[match[1]], text)


def _without_empty(letter: Letter, given: Mapping[str, str]) -> str:
    """The body without the lines of optional fields that hold nothing, and without the gaps they leave."""
    empty = {f"{{{name}}}" for name, text in given.items() if not text}
    return cleaning.lines("\n".join(line for line in letter.body.split("\n") if line not in empty))
