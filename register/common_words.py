"""Words in names that tell little: what they may be left out of, and what alone finds nothing."""

LINKING = frozenset(
    ("a", "an", "and", "at", "by", "for", "from", "in", "nhs", "of", "on", "or", "the", "to", "with")
)
"""Words that carry no meaning of their own in a name."""

KIND_WORDS = frozenset(
    (
        *("ccg", "icb", "pct", "csu", "integrated", "care", "board", "trust", "foundation", "national"),
        *("service", "clinical", "commissioning", "group", "support", "unit", "england", "region", "primary"),
    )
)
"""Words that say what a body is rather than which."""

DIRECTIONS = frozenset(
    ("north", "northern", "south", "southern", "east", "eastern", "west", "western", "mid", "central")
)
"""Words that tell bodies of one county apart but say nothing alone."""

EMPTY = (
    KIND_WORDS
    | LINKING
    | frozenset(
        (
            *("acute", "ambulance", "authority", "boroughs", "centre", "children", "childrens", "college"),
            *("commissioner", "community", "council", "department", "general", "health", "healthcare"),
            *("hospital", "hospitals", "mental", "partnership", "royal", "sea", "services", "social"),
            *("system", "teaching", "united", "university", "whole", "womens"),
        )
    )
)
"""Words that alone find nothing: too many names have them, or they mean something else to most people."""
