"""Why a match was found, in words."""

from register.model import Match


def because(match: Match) -> str:
    """The reason and its detail, once: ``place: Lichfield, a district council area, lies in it``."""
    if not match.detail or match.detail.startswith(match.why):
        return match.detail or match.why
    return f"{match.why}: {match.detail}"
