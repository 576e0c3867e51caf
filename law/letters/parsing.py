"""Letters read from text, ours and those that organisers write; what is wrong is said with its line."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from law.foi.regime import Source
from law.letters import cleaning
from law.letters.heading import NAME, PARTS, Parts, read_field, read_source, short
from law.letters.letter import FIELD, LONGEST, LONGEST_LINE, MOST, Field, Form, Letter, LetterProblem
from law.letters.vocabulary import KNOWN, YOURS
from law.letters.words import NAMES

_HEAD: Final = re.compile(r"(?P<key>[A-Za-z]+)\s*:\s*(?P<value>.*)")
_BRACES: Final = re.compile(r"\{[^{}]*\}|[{}]")
_KEYS: Final = frozenset({"subject", "field", "law", *PARTS})
_MANY: Final = frozenset({"field", "law"})


def parse(name: str, text: str) -> Letter:
    """The letter called `name` that `text` holds. Raises `LetterProblem`."""
    if not NAME.fullmatch(name):
        raise LetterProblem(
            1,
            f'"{short(name)}" cannot be a letter\'s name. It has small letters, digits and _, begins with a '
            "letter and is at most 40 long, for example ask_bed_numbers.",
        )
    rows = cleaning.rows(text)
    head, subject_at, subject = _head(rows)
    body = _body(rows, subject_at, subject)
    declared: dict[str, tuple[Field, int]] = {}
    sources: list[Source] = []
    parts: Parts = {}
    for number, key, value in head:
        if key == "field":
            each = read_field(value, number, declared)
            declared[each.name] = (each, number)
        elif key == "law":
            sources.append(read_source(value, number))
        else:
            parts.update(PARTS[key](name, value, number))
    fields = _used(rows, subject_at, subject, {word: each for word, (each, _) in declared.items()})
    for word, (_, number) in declared.items():
        if word not in fields:
            raise LetterProblem(number, f"{{{word}}} is nowhere in the letter. Use it, or drop this line.")
    if len(fields) > MOST or len(sources) > MOST:
        raise LetterProblem(subject_at, f"A letter may have at most {MOST} fields and {MOST} sources.")
    title = name.replace("_", " ").capitalize()
    letter = Letter(name, title, subject, body, tuple(fields.values()), law=tuple(sources))
    return replace(letter, **parts)


def _head(rows: list[str]) -> tuple[list[tuple[int, str, str]], int, str]:
    """What stands before the subject as (line, key, value), then the subject's line, and the subject."""
    head: list[tuple[int, str, str]] = []
    for number, row in enumerate(rows, start=1):
        if not row:
            continue
        match = _HEAD.fullmatch(row)
        key = match["key"].lower() if match else ""
        if match is None or key not in _KEYS:
            raise LetterProblem(
                number,
                f'"{short(row)}" cannot stand before the subject. A letter begins with a line like "Subject: '
                'Contracts for {service}", then an empty line, then the letter. Before the subject may stand '
                "Title, Version, To, For, When, Field and Law.",
            )
        value = match["value"]
        if not value:
            raise LetterProblem(number, f"{match['key']} is empty. Write something after the colon.")
        if len(value) > LONGEST_LINE:
            raise LetterProblem(
                number,
                f"{match['key']} has {len(value)} characters; at most {LONGEST_LINE} fit. Shorten it.",
            )
        if key == "subject":
            return head, number, value
        if key not in _MANY and any(key == earlier for _, earlier, _ in head):
            raise LetterProblem(number, f"{match['key']} stands here twice. Keep one of them.")
        head.append((number, key, value))
    raise LetterProblem(
        len(rows), 'There is no subject. Put a line "Subject: ..." before the letter, then an empty line.'
    )


def _body(rows: list[str], subject_at: int, subject: str) -> str:
    """What follows the subject."""
    body = cleaning.lines("\n".join(rows[subject_at:]))
    if not body:
        raise LetterProblem(subject_at, "Nothing follows the subject. Write the letter below it.")
    if rows[subject_at]:
        raise LetterProblem(subject_at + 1, "Put an empty line between the subject and the letter.")
    size = len(subject) + len(body)
    if size > LONGEST:
        raise LetterProblem(
            len(rows), f"The letter has {size:,} characters; at most {LONGEST:,} fit. Shorten it."
        )
    return body


def _used(rows: list[str], subject_at: int, subject: str, declared: Mapping[str, Field]) -> dict[str, Field]:
    """The fields that stand in the letter, in their order."""
    used: dict[str, Field] = {}
    for number, line in [(subject_at, subject), *enumerate(rows[subject_at:], start=subject_at + 1)]:
        for text in _BRACES.findall(line):
            each = _meant(text, number, declared)
            if each is None:
                continue
            if each.optional and (number == subject_at or line != text):
                raise LetterProblem(
                    number, f"{text} may be left out, so it must stand on a line of its own in the letter."
                )
            if each.form is Form.LINES and number == subject_at:
                raise LetterProblem(number, f"{text} is several lines, which a subject cannot hold.")
            used[each.name] = each
    return used


def _meant(text: str, number: int, declared: Mapping[str, Field]) -> Field | None:
    """The field that `text`, in braces, stands for; None for a word of law and for what is the writer's."""
    match = FIELD.fullmatch(text)
    if match is None:
        raise LetterProblem(
            number,
            f'"{short(text)}" is no field. Braces stand around the name of a field only: small letters, '
            "digits and _, for example {service}.",
        )
    name = match[1]
    if name in NAMES or name in YOURS:
        return None
    each = declared.get(name) or KNOWN.get(name)
    if each is None:
        raise LetterProblem(
            number,
            f'{short(text)} is not known. Say above the subject what goes in, like "Field: {short(name)}: '
            f'the service it is about", or use one of {", ".join(sorted({*KNOWN, *declared}))}.',
        )
    return each
