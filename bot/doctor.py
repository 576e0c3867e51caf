"""What the bot needs, looked at one by one: register, database, Discord, Matrix.

Networks are asked only read-only questions: Discord's "Get Current User"
(https://discord.com/developers/docs/resources/user) and Matrix's ``/versions`` and ``/whoami``.
"""

import os
import shutil
from pathlib import Path

import aiohttp

import register
from bot.config import Settings
from commands.core.context import Health
from register.verify import verify
from storage import maintenance
from storage.errors import StorageError

_TIMEOUT = aiohttp.ClientTimeout(total=15)
_LEAST_FREE = 200 * 1024**2


async def examine(settings: Settings, database_url: str, state: Path) -> tuple[Health, ...]:
    """One finding a part; what is not configured is said and counts as well."""
    findings = [_register(), _disk(state), await _database(database_url)]
    async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
        findings.append(await _discord(settings, session))
        findings.append(await _matrix(settings, session, state))
    return tuple(findings)


def _register() -> Health:
    problems = verify(register.load())
    return Health("Register", not problems, problems[0] if problems else "complete and consistent")


def _disk(state: Path) -> Health:
    there = next(folder for folder in (state.resolve(), *state.resolve().parents) if folder.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        why = "cannot be written" if there.is_dir() else "is a file, not a folder"
        return Health("Disk", False, f"the state folder cannot be used: {there} {why}")
    free = shutil.disk_usage(there).free
    return Health("Disk", free > _LEAST_FREE, f"{free / 1024**3:.1f} GiB free for {state}")


async def _database(url: str) -> Health:
    try:
        return Health("Database", True, await maintenance.check(url))
    except StorageError as error:
        return Health("Database", False, str(error))


async def _discord(settings: Settings, session: aiohttp.ClientSession) -> Health:
    token = settings.discord.token.get_secret_value()
    if not settings.discord.enabled or not token:
        return Health(
            "Discord", True, "not configured; set CCGWATCH_DISCORD__TOKEN to use it (docs/discord.md)"
        )
    try:
        headers = {"Authorization": f"Bot {token}"}
        async with session.get(f"{settings.discord.api_base}/users/@me", headers=headers) as answer:
            if answer.status == 401:
                words = "the token is refused; copy it again from the developer portal, page Bot"
                return Health("Discord", False, words)
            return Health("Discord", answer.status == 200, f"answers with status {answer.status}")
    except (aiohttp.ClientError, TimeoutError) as error:
        return Health(
            "Discord", False, f"cannot be reached at {settings.discord.api_base} ({type(error).__name__})"
        )


async def _matrix(settings: Settings, session: aiohttp.ClientSession, state: Path) -> Health:
    matrix = settings.matrix
    if not matrix.enabled or not matrix.homeserver:
        return Health(
            "Matrix", True, "not configured; set [matrix] homeserver and user to use it (docs/matrix.md)"
        )
    if not matrix.user:
        return Health("Matrix", False, "[matrix] user is missing: the bot's own account")
    token = matrix.access_token.get_secret_value()
    if (
        not token
        and not matrix.password.get_secret_value()
        and not (state / "matrix" / "session.json").exists()
    ):
        return Health(
            "Matrix", False, "neither password nor access token is set, and there is no session yet"
        )
    home = matrix.homeserver.rstrip("/")
    try:
        async with session.get(f"{home}/_matrix/client/versions") as answer:
            if answer.status != 200:
                return Health("Matrix", False, f"{home} is no Matrix homeserver (status {answer.status})")
        if token:
            headers = {"Authorization": f"Bearer {token}"}
            async with session.get(f"{home}/_matrix/client/v3/account/whoami", headers=headers) as answer:
                if answer.status != 200:
                    return Health("Matrix", False, "the access token is refused; log in again")
    except (aiohttp.ClientError, TimeoutError) as error:
        return Health("Matrix", False, f"{home} cannot be reached ({type(error).__name__})")
    invited = len(matrix.allow_invites_from)
    return Health(
        "Matrix", True, f"{home} answers; invitations accepted from {invited} listed accounts or servers"
    )
