"""A letter as it is written down: a small head, a subject, a body with `{fields}`; plain text, nothing else.

```
Title: First reminder: the answer is late
Field: due (day): the last day for the answer, as calculated
Subject: Answer overdue: {subject}

Dear Freedom of Information team at {authority}, ...
```

Only `Subject:` must be there. What the desk knows of a request (`vocabulary.KNOWN`), the words of law
(`words.NAMES`) and the writer's own name and address need no declaration; any other field does.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from law.errors import LawError
from law.foi.regime import Regime, Source
from law.foi.story import Stage

LONGEST: Final = 8_000
"""Characters of a letter, its subject and its body."""
LONGEST_LINE: Final = 300
"""Characters of a title, a subject, an explanation, or the name of a source."""
MOST: Final = 30
"""Fields of a letter, and sources."""
FIELD: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")
"""Where a field stands."""


class LetterProblem(LawError):
    """A letter cannot be read. The message says where (`line`, from 1), what is wrong and what is right."""

    def __init__(self, line: int, words: str) -> None:
        super().__init__(f"Line {line}: {words}")
        self.line = line


class Form(StrEnum):
    """What goes into a field: a line of text, several lines, or a day."""

    LINE = "line"
    LINES = "lines"
    DAY = "day"


class Recipient(StrEnum):
    """Whom a letter goes to; `VOLUNTEER`: nobody, it is a note for the writer."""

    AUTHORITY = "authority"
    COMMISSIONER = "commissioner"
    VOLUNTEER = "volunteer"


@dataclass(frozen=True, slots=True)
class Field:
    """What a letter asks for: `words` say what goes in, for a person.

    A field that is `optional` stands on a line of its own, which goes when there is nothing to put in.
    """

    name: str
    words: str
    form: Form = Form.LINE
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to be filled in.

    `fields` are what it asks for, in the order in which they first stand in it; neither the words of law nor
    the writer's own name and address are among them. `stages` are where it is of use; empty: anywhere.
    """

    name: str
    title: str
    subject: str
    body: str
    fields: tuple[Field, ...] = ()
    version: int = 1
    to: Recipient = Recipient.AUTHORITY
    regimes: tuple[Regime, ...] = (Regime.FOIA, Regime.EIR)
    stages: tuple[Stage, ...] = ()
    law: tuple[Source, ...] = ()

    def to_text(self) -> str:
        """The letter as it is written down, complete: `parse` makes the same letter of it."""
        head = [
            f"Name: {self.name}",
            f"Title: {self.title}",
            f"Version: {self.version}",
            f"To: {self.to}",
            f"For: {', '.join(self.regimes)}",
        ]
        if self.stages:
            head.append(f"When: {', '.join(self.stages)}")
        head += [_declaration(each) for each in self.fields]
        head += [f"Law: {source.rule}: {source.url}" for source in self.law]
        return "\n".join([*head, f"Subject: {self.subject}", "", self.body, ""])


def _declaration(each: Field) -> str:
    traits = [str(each.form)] if each.form is not Form.LINE else []
    traits += ["optional"] if each.optional else []
    said = f" ({', '.join(traits)})" if traits else ""
    return f"Field: {each.name}{said}: {each.words}"
