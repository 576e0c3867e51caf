"""Keys of the outbox: what is told, why and where, in one short text."""

import hashlib


def key(*parts: object) -> str:
    """The same 64 letters for the same parts in the same order, and others for others.

    It cannot be read back, so it may be shown to a network. None and "" are the same part.
    """
    said = "\0".join("" if part is None else str(part) for part in parts)
    return hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=32).hexdigest()
