"""A filled letter as an answer: to read and to take away, what it lacks, and where it is sent from."""

from collections.abc import Iterable, Iterator

from commands.cards.body import reach
from commands.core.context import Context
from commands.core.reply import (
    Attachment,
    Block,
    Bold,
    Bullets,
    Code,
    Heading,
    Line,
    Link,
    Note,
    Text,
)
from commands.desk.cases import Case
from commands.desk.lettering import Draft
from law.letters import Field, Letter, Recipient
from register.model import Body

_TO = {
    Recipient.AUTHORITY: "the body",
    Recipient.COMMISSIONER: "the Commissioner",
    Recipient.VOLUNTEER: "nobody: it is a note for you",
}
_SOURCES = 4


def card(context: Context, case: Case, draft: Draft, to: Body | None) -> tuple[Block, ...]:
    """All of it. `to` is the body that is written to, where it is known."""
    letter, number = draft.letter, case.request.id
    blocks: list[Block] = [Heading(f"{number}: {letter.title}"), *_missing(context, number, draft)]
    blocks.append(Text((Bold("To: "), _TO[letter.to])))
    blocks.append(Text((Bold("Subject: "), draft.filled.subject)))
    blocks += [Text((line,)) for line in draft.filled.body.split("\n") if line]
    blocks += [Note((note,)) for note in draft.filled.notes]
    blocks += _where(draft)
    if letter.to is Recipient.AUTHORITY and to is not None:
        blocks += reach(context.register.contacts(to.code), to)
    blocks += _law(letter)
    words = f"{draft.filled.subject}\n\n{draft.filled.body}\n"
    name = f"letter-{number}-{letter.name}.txt"
    blocks.append(Attachment(name, words.encode(), "text/plain", "the letter, to copy from"))
    return tuple(blocks)


def _missing(context: Context, number: int, draft: Draft) -> Iterator[Block]:
    missing = draft.filled.missing
    if not missing:
        return
    yield Text((Bold("Still missing, and in square brackets below:"),))
    yield Bullets(tuple(_asked(each) for each in missing))
    known = "; ".join(f"{name} = {value}" for name, value in draft.given.items())
    example = "; ".join(filter(None, (known, *(f"{each.name} = …" for each in missing))))
    command = context.type(f"foi letter {number} {draft.letter.name} {example}")
    yield Text(("Give it like this, or write it in yourself: ", Code(command)))


def _asked(field: Field) -> Line:
    return (Bold(field.name), f": {field.words}")


def _where(draft: Draft) -> Iterator[Block]:
    if draft.link is None:
        return
    words = "with the letter in it" if draft.whole else "paste the letter into it"
    words += "; put in what stands in brackets" if draft.filled.missing else ""
    yield Text(
        (
            Link("The form on WhatDoTheyKnow", draft.link),
            f", {words}. Everything there is public.",
        )
    )


def _law(letter: Letter) -> Iterator[Block]:
    sources: Iterable[Line] = ((Link(each.rule, each.url),) for each in letter.law[:_SOURCES])
    spans: Line = ()
    for each in sources:
        spans = (*spans, *(("; ",) if spans else ()), *each)
    if spans:
        yield Note(("It rests on: ", *spans, ". Not legal advice."))
