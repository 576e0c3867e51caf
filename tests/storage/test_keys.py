"""Keys of the outbox are the same for the same, and short."""

from hypothesis import given
from hypothesis import strategies as st

from storage.keys import key

PART = st.one_of(
    st.none(), st.integers(), st.text(st.characters(exclude_categories=(), exclude_characters="\0"))
)


@given(st.lists(PART, max_size=4), st.lists(PART, max_size=4))
def test_other_parts_have_another_key(some: list[object], others: list[object]) -> None:
    said = [["" if part is None else str(part) for part in parts] for parts in (some, others)]
    joined = ["\0".join(parts).encode("utf-8", "replace") for parts in said]
    assert (key(*some) == key(*others)) == (joined[0] == joined[1])
    assert len(key(*some)) == 64


def test_a_key_stays_what_it_is() -> None:
    """Keys in the outbox must still be known after an update."""
    assert key("foi", 12, "nudge 2026-03-02", "discord", "@1") == key(
        "foi", "12", "nudge 2026-03-02", "discord", "@1"
    )
    assert key("foi", 12) == "9ec0e7ab321df5ce8d2d38bc066a2be8e163b3ecc6498fcee2ffd53f5ea6aa7f"
