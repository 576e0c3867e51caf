"""Mergers of boards: what became of whom, what is reported and not enacted, and what the law asks.

A succession is law; a cluster is a report and always shown as one, with its date.
"""

from collections.abc import Sequence
from datetime import date

from commands.core.reply import Block, Bold, Bullets, Heading, Line, Link, Note, Text
from commands.core.words import day, listing, named, percent, published, weekday
from law import mergers
from register import Register
from register.model import Body, Cluster, Kind, Relation, Step

_SINCE = date(2022, 7, 2)
"""Boards were set up on 1 July 2022: what came before is what they were made of, not a merger of theirs."""

_ENACTED = {
    Relation.MERGER,
    Relation.TERRITORY,
    Relation.SPLIT,
    Relation.BOUNDARY_TRANSFER,
    Relation.ABOLITION,
}


def enacted(boards: Sequence[Body], register: Register) -> tuple[Block, ...]:
    """How boards of today were merged out of others, or got land of others, with dates."""
    items: list[Line] = []
    for board in boards:
        steps = [
            step
            for step in register.lineage(board.code).ancestors
            if step.depth == 1 and step.relation in _ENACTED and step.date >= _SINCE
        ]
        for when in sorted({step.date for step in steps}):
            items += _steps(board, when, [step for step in steps if step.date == when])
    if not items:
        return ()
    return (Heading("Merged or changed since July 2022"), Bullets(tuple(items)))


def reported(boards: Sequence[Body], register: Register) -> tuple[Block, ...]:
    """Groupings that were reported; none of them is a merger in law."""
    found: dict[str, Cluster] = {}
    for board in boards:
        found |= {cluster.name: cluster for cluster in register.clusters(board.code)}
    if not found:
        return ()
    items: tuple[Line, ...] = tuple(
        (Bold(cluster.name), f": {cluster.state} (reported {published(cluster.reported)})")
        for cluster in found.values()
    )
    note = (
        "Reports, not law: each stays a body of its own until an order merges it. Check before relying on it."
    )
    return (Heading("Reported"), Bullets(items), Note((note,)))


def asked(on: date) -> tuple[Block, ...]:
    """What the law of that day asks of those who merge boards, and what is worth asking them."""
    items: tuple[Line, ...] = tuple(
        (f"{each.words} (", Link(each.source, each.url), ")") for each in mergers.ICBS if each.holds_on(on)
    )
    questions: tuple[Line, ...] = tuple((each,) for each in mergers.QUESTIONS)
    return (
        Heading("What the law asks"),
        Bullets(items),
        Heading("Worth asking"),
        Bullets(questions),
        Note((f"Not legal advice. As the law was read on {weekday(mergers.CHECKED)}.",)),
    )


def once_asked() -> tuple[Block, ...]:
    """What the law asked of groups that merged; it is no more."""
    items: tuple[Line, ...] = tuple(
        (f"{each.words} (", Link(each.source, each.url), ")") for each in mergers.CCGS
    )
    words = "For Clinical Commissioning Groups, until 30 June 2022 (revoked; no such list exists for boards):"
    return (Text((Bold(words),)), Bullets(items))


def _steps(board: Body, when: date, steps: list[Step]) -> list[Line]:
    """The forebears of one day, in one line for each way they passed."""
    lines: list[Line] = []
    merged = [step for step in steps if step.relation in (Relation.MERGER, Relation.ABOLITION)]
    if merged:
        names = listing([named(step.body) for step in merged])
        became = "merged into" if len(merged) > 1 else "became"
        lines.append((f"{day(when)}: {names} {became} ", Bold(named(board))))
    for step in steps:
        if step in merged:
            continue
        share = f"{percent(step.share)} of" if step.share is not None else "a part of"
        lines.append((f"{day(when)}: {share} {named(step.body)} passed to ", Bold(named(board))))
    return lines


def boards_of(areas: Sequence[Body], register: Register) -> tuple[Body, ...]:
    """Today's boards of some bodies: a region's, or the board itself, or those that follow it."""
    found: dict[str, Body] = {}
    for body in areas:
        inside = register.icbs_of(body.code) if body.kind is Kind.REGION else ()
        heirs = inside or tuple(heir for heir, _ in register.now(body))
        for heir in heirs:
            board = register.body(heir.icb) if heir.kind is not Kind.ICB and heir.icb else heir
            if board and board.kind is Kind.ICB:
                found[board.code] = board
    return tuple(found.values())
