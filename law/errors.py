"""What can go wrong with the law's clocks."""


class LawError(Exception):
    """Root of the errors of `law`."""


class BeyondHorizon(LawError):
    """A date lies outside the years whose bank holidays are known; nothing is guessed.

    The message names the day and the years that are known.
    """


class ImpossibleEvent(LawError):
    """Something cannot have happened to a request when it is said to have.

    The message is for the person who said so: what is wrong, and what to do instead.
    """
