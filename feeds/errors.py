"""What can go wrong with what the world publishes."""


class FeedError(Exception):
    """Root of the errors of `feeds`."""


class NoticeError(FeedError):
    """A release cannot become a notice; the message names what is wrong and, where known, the release."""

    def __init__(self, problem: str, release_id: str = "") -> None:
        super().__init__(f"release {release_id}: {problem}" if release_id else problem)
        self.problem = problem
        self.release_id = release_id


class UnreadableFile(FeedError):
    """A file holds no releases that can be read; the message says why."""
