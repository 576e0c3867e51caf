"""What can go wrong with the law's clocks."""


class LawError(Exception):
    """Root of the errors of `law`."""


class BeyondHorizon(LawError):
    """A date lies outside the years whose bank holidays are known; nothing is guessed.

    The message names the day and the years that are known.
    """
