"""Lineage: from which bodies one came, and what became of it."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from register.model import Body, Lineage, Relation, Step, Succession
from register.records import Records

_PARTLY = frozenset((Relation.BOUNDARY_TRANSFER, Relation.SPLIT))


class _Way(NamedTuple):
    """One direction of walking the graph: the edges of a body, and the body at an edge's far end."""

    edges: Mapping[str, Sequence[Succession]]
    far: Callable[[Succession], str]
    newest_first: bool


def lineage(records: Records, body: Body) -> Lineage:
    """All ancestors and descendants of `body`, each once: by the shortest way, and of those the largest part.

    Direct predecessors and successors are always listed. Farther ones are listed only if their
    area and `body`'s still overlap in today's map, so that 07H, which went into an ICB that was
    split, leads to the one heir that has West Essex, and an heir of that split does not claim
    the forebears of the other part.
    """
    back = _Way(records.before, lambda s: s.predecessor, True)
    forward = _Way(records.after, lambda s: s.successor, False)
    return Lineage(body, _walk(records, body, back), _walk(records, body, forward), records.now(body))


def _walk(records: Records, start: Body, way: _Way) -> tuple[Step, ...]:
    ground = records.territory(start)
    steps: list[Step] = []
    reached = {start.code}
    level: list[tuple[str, bool]] = [(start.code, False)]
    depth = 0
    while level:
        depth += 1
        nearer: list[tuple[str, bool]] = []
        edges = [(edge, via, partial) for via, partial in level for edge in way.edges.get(via, ())]
        for edge, via, partial in sorted(edges, key=lambda found: _order(found[0])):
            code = way.far(edge)
            other = records.bodies[code]
            if code in reached or (depth > 1 and ground and not ground & records.territory(other)):
                continue
            reached.add(code)
            partly = partial or edge.share is not None or edge.relation in _PARTLY
            steps.append(
                Step(other, via, depth, edge.date, edge.relation, edge.share, partly, edge.confidence)
            )
            nearer.append((code, partly))
        level = nearer
    steps.sort(
        key=lambda s: (s.depth, -s.date.toordinal() if way.newest_first else s.date.toordinal(), s.body.name)
    )
    return tuple(steps)


def _order(edge: Succession) -> tuple[bool, float, int, str, str]:
    """Whole successions before transfers of land, larger parts first, then by date: the way to tell."""
    return (
        edge.relation is Relation.BOUNDARY_TRANSFER,
        -(edge.share or 1.0),
        edge.date.toordinal(),
        edge.predecessor,
        edge.successor,
    )
