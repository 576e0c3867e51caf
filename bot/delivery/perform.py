"""One post made, and what became of it as an outcome to write down."""

import asyncio
import contextlib
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.delivery import posting
from bot.delivery.jobs import Job
from bot.delivery.outcomes import Forgotten, GivenUp, Outcome, Retried, Sent, Silenced
from bot.delivery.posting import Postman

_log = structlog.get_logger(__name__)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Pace:
    """How delivery goes about it; times in seconds, counts in posts.

    `lease` is how long a row is in hand, and longer than `patience`, which one post may take. `slots` are
    posts at once on one network; as many again wait ready for a slot, up to `ahead` where posting is quick.
    What ends within `gather` is written down together. A row is given up after `most` attempts (about six
    hours), or after `few` where the network takes it for malformed or refuses the channel.
    """

    lease: float = 60.0
    patience: float = 40.0
    slots: int = 50
    ahead: int = 400
    idle: float = 1.0
    gather: float = 0.03
    first_pause: float = 5.0
    refused_pause: float = 60.0
    most: int = 20
    few: int = 2
    in_digest: int = 200


async def perform(job: Job, postman: Postman, pace: Pace, now: Callable[[], datetime]) -> Outcome:
    """Post, and say what became of it. Never raises but for being cancelled."""
    row = job.rows[0]

    def later(seconds: float) -> datetime:
        return now() + timedelta(seconds=seconds)

    try:
        async with asyncio.timeout(pace.patience):
            posted = await postman.post(job.post)
            if job.edit is not None:
                with contextlib.suppress(posting.MessageGone):  # somebody deleted it; what changed was said
                    await postman.post(job.edit)
    except posting.MessageGone:
        return Forgotten(row, job.numbers, job.about())
    except posting.PersonClosed as problem:
        _log.info("person_out_of_reach", platform=row.platform)
        return Silenced(job.rows, str(problem), gone=isinstance(problem, posting.PersonGone))
    except (posting.ChannelGone, posting.NotAllowed) as problem:
        if row.attempts < pace.few:  # networks have their moments
            return Retried(job.numbers, later(pace.refused_pause), str(problem))
        _log.warning("channel_out_of_reach", platform=row.platform, kind=type(problem).__name__)
        return Silenced(job.rows, str(problem))
    except posting.TryLater as problem:
        rest = problem.seconds if problem.everywhere else 0.0
        at, limited = later(problem.seconds), problem.crowded
        return Retried(job.numbers, at, str(problem), limited=limited, rest=rest)
    except posting.Unpostable as problem:
        return _again(job, str(problem), pace, pace.few, now())
    except (posting.Unreachable, TimeoutError) as problem:
        return _again(job, str(problem) or "The network took too long.", pace, pace.most, now())
    except Exception as error:
        _log.error("post_failed", platform=row.platform, kind=type(error).__name__, at=place(error))
        return _again(job, "Something in this program went wrong.", pace, pace.few, now())
    return Sent(job.numbers, posted.message_id, job.standing(posted))


def place(error: BaseException) -> str:
    """Where an error came up, for a log that must not hold its words: ``jobs.py:120``."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if trace else ""


def _again(job: Job, problem: str, pace: Pace, most: int, now: datetime) -> Outcome:
    row = job.rows[0]
    if row.attempts >= most:
        _log.error("post_given_up", platform=row.platform, attempts=row.attempts)
        return GivenUp(job.numbers, problem)
    first = timedelta(seconds=pace.first_pause)
    wait = pause(row.attempts, random.random(), first)  # noqa: S311 - jitter, no secret
    return Retried(job.numbers, now + wait, problem)


def pause(attempts: int, spread: float = 0.5, first: timedelta = FIRST_PAUSE) -> timedelta:
    """How long to wait after this many attempts: doubling from `first`, up to half an hour.

    `spread` (0 to 1) moves it within a quarter either way, so that what failed together does not come
    back together.
    """
    doubled = min(LONGEST_PAUSE, first * 2 ** min(max(attempts - 1, 0), 16))
    return timedelta(seconds=doubled.total_seconds() * (0.75 + 0.5 * spread))
