"""Sign in once, then come back as the same device: from settings and state directory to a client."""

from nio import AsyncClient, AsyncClientConfig, ErrorResponse, LoginError, WhoamiError

from bot.errors import ConfigurationProblem
from bot.matrix.client import Client
from bot.matrix.settings import MatrixSettings
from bot.matrix.state import Session, StateDirectory
from bot.matrix.wire import SESSION_ENDED, UNREACHABLE, MatrixTrouble, call, checked

_TRIES = 2
"""How often nio repeats a request that found nobody, before we decide what to do."""


async def open_client(settings: MatrixSettings, directory: StateDirectory) -> Client:
    """Return a client that is signed in, with its encryption store loaded.

    Raises `ConfigurationProblem` for what only the operator can mend, `MatrixTrouble` when the
    homeserver does not answer.
    """
    homeserver = settings.homeserver.rstrip("/")
    if not homeserver.startswith(("http://", "https://")):
        raise ConfigurationProblem(
            "Matrix: homeserver must be a web address such as https://matrix.example.org"
        )
    session = directory.session()
    _match_settings(settings, session, directory)
    probe = AsyncClient(homeserver, settings.user, config=AsyncClientConfig(max_timeouts=_TRIES))
    try:
        if session is None:
            session = await _first_session(probe, settings, directory)
            directory.keep_session(session, store_made=False)
        else:
            token = settings.access_token or session.access_token
            session = await _same_session(probe, session, token, homeserver, directory)
    except UNREACHABLE:
        raise MatrixTrouble(f"The Matrix homeserver {homeserver} does not answer.") from None
    finally:
        await probe.close()

    config = AsyncClientConfig(max_timeouts=_TRIES, store_sync_tokens=False, store_name=StateDirectory.STORE)
    client = Client(homeserver, session.user_id, session.device_id, str(directory.path), config)
    client.restore_login(session.user_id, session.device_id, session.access_token)
    (directory.path / StateDirectory.STORE).chmod(0o600)
    directory.keep_session(session, store_made=True)
    return client


async def close_client(client: AsyncClient) -> None:
    """Close connections and store."""
    await client.close()
    if client.store is not None:
        client.store.database.close()


def _match_settings(settings: MatrixSettings, session: Session | None, directory: StateDirectory) -> None:
    """Refuse a state directory of another account or device than the configuration names."""
    if session is None:
        return
    if not _same_user(settings.user, session.user_id):
        raise directory.broken(
            f"the configuration names the user {settings.user}, but the state is that of {session.user_id}"
        )
    if settings.device_id and settings.device_id != session.device_id:
        raise directory.broken(
            f"the configuration names the device {settings.device_id}, but the state is that of "
            f"device {session.device_id}"
        )


def _same_user(named: str, user_id: str) -> bool:
    return user_id == named if named.startswith("@") else user_id[1:].partition(":")[0] == named


async def _first_session(client: AsyncClient, settings: MatrixSettings, directory: StateDirectory) -> Session:
    if settings.access_token:
        client.access_token = settings.access_token
        user_id, device_id = await _who(client, SESSION_ENDED.replace("no longer accepts", "does not accept"))
        if not _same_user(settings.user, user_id):
            raise ConfigurationProblem(
                f"Matrix: the access token belongs to {user_id}, but the configuration names {settings.user}."
            )
        if settings.device_id and device_id != settings.device_id:
            raise ConfigurationProblem(
                f"Matrix: the access token belongs to device {device_id}, but the configuration names "
                f"{settings.device_id}. Give the device id that came with the token."
            )
        if await _has_published_keys(client, user_id, device_id):
            raise directory.broken(
                f"device {device_id} has encryption keys on the homeserver already, but they are not here"
            )
        return Session(client.homeserver, user_id, device_id, settings.access_token)
    if not settings.password:
        raise ConfigurationProblem(
            "Matrix: give a password, or an access_token with its device_id, for the bot's account."
        )
    answer = await client.login(settings.password, device_name=settings.device_name)
    if isinstance(answer, LoginError):
        raise _login_refused(answer, settings)
    return Session(client.homeserver, answer.user_id, answer.device_id, answer.access_token)


def _login_refused(answer: ErrorResponse, settings: MatrixSettings) -> Exception:
    match answer.status_code:
        case "M_FORBIDDEN":
            return ConfigurationProblem(
                f"Matrix: the homeserver does not accept this password for {settings.user}."
            )
        case "M_USER_DEACTIVATED":
            return ConfigurationProblem(f"Matrix: the account {settings.user} has been deactivated.")
        case "M_UNKNOWN" | "M_UNRECOGNIZED":
            return ConfigurationProblem(
                "Matrix: the homeserver offers no login by password. Make a session in another way and "
                "give its access_token and device_id."
            )
        case code:
            return MatrixTrouble(f"Signing in failed: the homeserver answered {code or 'with an error'}")


async def _same_session(
    client: AsyncClient, session: Session, token: str, homeserver: str, directory: StateDirectory
) -> Session:
    client.access_token = token
    user_id, device_id = await _who(client, SESSION_ENDED)
    if (user_id, device_id) != (session.user_id, session.device_id):
        raise directory.broken(
            f"the token belongs to {user_id} on device {device_id}, but the state is that of "
            f"{session.user_id} on device {session.device_id}"
        )
    return Session(homeserver, user_id, device_id, token)


async def _who(client: AsyncClient, refused: str) -> tuple[str, str]:
    answer = await client.whoami()
    if isinstance(answer, WhoamiError) and answer.status_code in ("M_UNKNOWN_TOKEN", "M_FORBIDDEN"):
        raise ConfigurationProblem(f"Matrix: {refused}")
    answer = checked(answer, "Asking who the bot is failed")
    if not answer.device_id:
        raise ConfigurationProblem("Matrix: this access token belongs to no device, so it cannot encrypt.")
    return answer.user_id, answer.device_id


async def _has_published_keys(client: AsyncClient, user_id: str, device_id: str) -> bool:
    _, found = await call(client, "POST", "/keys/query", {"device_keys": {user_id: [device_id]}})
    return device_id in found.get("device_keys", {}).get(user_id, {})
