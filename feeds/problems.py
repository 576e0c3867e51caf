"""What can go wrong while something is fetched, in words that may be shown to an operator or an organiser."""

from enum import StrEnum

from feeds.errors import FeedError


class Kind(StrEnum):
    """Why nothing could be read. The value is kept with the state of the source."""

    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed-out"
    ASKED_TO_WAIT = "asked-to-wait"
    FORBIDDEN = "forbidden"
    GONE = "gone"
    REFUSED = "refused"
    SERVER_FAILED = "server-failed"
    CUT_SHORT = "cut-short"
    TOO_BIG = "too-big"
    NOT_UNDERSTOOD = "not-understood"
    BAD_REDIRECT = "bad-redirect"
    PRIVATE_ADDRESS = "private-address"
    BAD_ADDRESS = "bad-address"
    DISAGREES = "disagrees"
    """It was read, and says otherwise than what we know: somebody has to look."""


PASSING = frozenset(
    {Kind.UNREACHABLE, Kind.TIMED_OUT, Kind.ASKED_TO_WAIT, Kind.FORBIDDEN, Kind.SERVER_FAILED, Kind.CUT_SHORT}
)
"""Kinds that a later try may well mend."""


class FetchProblem(FeedError):
    """`words` say what happened, without a word of what the site sent.

    `retry_after` is how many seconds the site asked to be left alone, None where it did not ask.
    """

    def __init__(self, kind: Kind, words: str, retry_after: float | None = None) -> None:
        super().__init__(words)
        self.kind = kind
        self.words = words
        self.retry_after = retry_after


def not_understood(what: str) -> FetchProblem:
    """The answer came whole, but is not what it should be."""
    return FetchProblem(Kind.NOT_UNDERSTOOD, f"the answer is not {what}")
