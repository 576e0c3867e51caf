"""The real `Answering`: each question taken once in the store, asked of the commands, marked when sent."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import structlog

from bot.answering import Unfinished
from commands.core.catalogue import Catalogue
from commands.core.context import Services
from commands.core.dispatch import dispatch
from commands.core.pick import picked_number
from commands.core.refusals import apologise
from commands.core.reply import Reply
from commands.core.request import Platform, Request
from storage import handled, marks, offers, people, person_settings
from storage.database import Database
from storage.errors import StorageError
from storage.handled import Taken

UNFINISHED_FOR = timedelta(minutes=15)
"""How long after it was asked a question of an earlier run is still worth answering."""
CHOICES_FOR = timedelta(hours=1)
"""How long a typed number refers to the last choices shown to that person in that channel."""
CHOICES_IN_PRIVATE_FOR = timedelta(days=1)
"""The same in private talk, where what came in the morning may be read in the evening."""
_HANDLED_KEPT = timedelta(days=30)
_OFFERS_KEPT = timedelta(days=7)
_RECENT = 2000
_log = structlog.get_logger(__name__)


class Core:
    """Implements `bot.answering.Answering` on the store; one per process."""

    def __init__(
        self,
        services: Services,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.services = services
        self._database: Callable[[], Awaitable[Database]] = services.database
        self._now = now
        self._runs = {platform: uuid4().hex for platform in Platform}
        self._recent: dict[tuple[Platform, str], None] = {}

    @property
    def catalogue(self) -> Catalogue:
        """Every command."""
        return self.services.catalogue

    async def answer(self, request: Request) -> Reply | None:
        """The reply to send, or None when this message is already answered or being answered."""
        if not await self._take(request):
            return None
        if request.private:
            await self.reachable(request.platform, request.author.id)
        return await self.again(request)

    async def _take(self, request: Request) -> bool:
        """Whether this process is the one to answer `request`, and now.

        While the store cannot be written, questions are still answered: this process's own
        memory and the key each answer is sent with stand in for it.
        """
        event = (request.platform, request.message_id)
        if event in self._recent:
            return False
        self._recent[event] = None
        if len(self._recent) > _RECENT:
            self._recent.pop(next(iter(self._recent)))
        try:
            taken = await handled.take_swiftly(
                await self._database(),
                request.platform,
                request.channel,
                request.message_id,
                self._runs[request.platform],
                request.now,
            )
        except StorageError as error:
            _log.error("question_not_taken", kind=type(error).__name__)
            return True
        return taken in (Taken.FRESH, Taken.AGAIN)

    async def again(self, request: Request) -> Reply:
        """The reply to `request` whatever happened to it before."""
        try:
            request = await self._with_pick(request)
        except StorageError as error:  # which choice a number means is known to the store alone
            return apologise(error)
        return await dispatch(request, self.services)

    async def sent(self, request: Request, reply: Reply, answer_id: str) -> None:
        """Mark it answered, and keep what it offers for numbers and reactions."""
        now = self._now()
        options = tuple(choice.command for choice in reply.choices())
        try:
            database = await self._database()
            if options:  # first: killed in between, the question is answered again and this put twice
                await offers.put_swiftly(
                    database, request.platform, request.channel, answer_id, request.author.id, options, now
                )
            await handled.mark_answered_swiftly(
                database, request.platform, request.message_id, answer_id, now
            )
        except StorageError as error:
            _log.error("answer_not_marked", kind=type(error).__name__)

    async def offered(
        self, platform: Platform, channel: str, message_id: str, people: Sequence[str], reply: Reply
    ) -> None:
        """Keep what a post offers to `people` for numbers, and to everybody for reactions; once a post."""
        options = tuple(choice.command for choice in reply.choices())
        if not options:
            return
        try:
            database = await self._database()
            async with database.write() as connection:
                known = await offers.by_answer(connection, platform, message_id)
                if known is None or known.options != options:
                    for person in people or ("",):  # those of a post to nobody can be pressed all the same
                        await offers.put(
                            connection, platform, channel, message_id, person, options, self._now()
                        )
        except StorageError as error:
            _log.error("choices_not_kept", kind=type(error).__name__)

    async def reachable(self, platform: Platform, account: str) -> None:
        """Whoever writes in private, or comes in, can be written to there, also if that was not so before."""
        try:
            database = await self._database()
            async with database.read() as connection:
                person = await people.person_of(connection, platform, account)
                if person is None or platform not in (await person_settings.get(connection, person)).closed:
                    return
            async with database.write() as connection:
                await person_settings.mark_open(connection, person, platform)
        except StorageError as error:
            _log.error("person_not_opened", kind=type(error).__name__)

    async def answer_to(self, platform: Platform, message_id: str) -> str | None:
        """The id of the message that answered `message_id`."""
        database = await self._database()
        async with database.read() as connection:
            return await handled.answer_of(connection, platform, message_id)

    async def chosen(self, platform: Platform, answer_id: str, number: int) -> str | None:
        """The command behind choice `number` of an answer."""
        database = await self._database()
        async with database.read() as connection:
            offer = await offers.by_answer(connection, platform, answer_id)
        return offer.options[number - 1] if offer and 0 < number <= len(offer.options) else None

    async def unfinished(self, platform: Platform) -> tuple[Unfinished, ...]:
        """Questions an earlier run took and did not finish.

        An adapter asks at its start, also when it was started anew in this process: what its
        forerunner had taken and not sent is then an earlier run's too.
        """
        self._runs[platform] = run = uuid4().hex
        self._recent = {event: None for event in self._recent if event[0] is not platform}
        database = await self._database()
        async with database.read() as connection:
            rows = await handled.unfinished(connection, platform, run, self._now() - UNFINISHED_FOR)
        return tuple(Unfinished(channel, message) for channel, message in rows)

    async def recall(self, key: str) -> str | None:
        """A mark kept across restarts."""
        database = await self._database()
        async with database.read() as connection:
            return await marks.get(connection, key)

    async def keep(self, key: str, value: str) -> None:
        """Store a mark."""
        await marks.put_swiftly(await self._database(), key, value)

    async def tidy(self) -> None:
        """Delete what has been kept long enough; ticked by the scheduler."""
        now = self._now()
        database = await self._database()
        async with database.write() as connection:
            await handled.prune(connection, now - _HANDLED_KEPT)
            await offers.prune(connection, now - _OFFERS_KEPT)

    async def _with_pick(self, request: Request) -> Request:
        """`request`, with a bare number replaced by the choice it picks, if there is one."""
        number = picked_number(request)
        if number is None:
            return request
        since = request.now - (CHOICES_IN_PRIVATE_FOR if request.private else CHOICES_FOR)
        database = await self._database()
        async with database.read() as connection:
            offer = await offers.latest(
                connection, request.platform, request.channel, request.author.id, since
            )
        if offer and number <= len(offer.options):
            return replace(request, text=offer.options[number - 1])
        return request
