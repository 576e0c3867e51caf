"""What the operator tells the Matrix adapter."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class MatrixSettings:
    """The account to use and whom to follow into rooms.

    `homeserver` is the address clients use (``https://matrix.example.org``); `user` the full id
    (``@ccgwatch:example.org``) or its part before the colon. Either `password`, used for one
    login whose session is then kept in the state directory, or `access_token` with `device_id`,
    for homeservers without password login. `allow_invites_from` holds user ids or patterns
    (``@*:example.org``); nobody may invite the bot while it is empty.
    """

    homeserver: str
    user: str
    password: str | None = field(default=None, repr=False)
    access_token: str | None = field(default=None, repr=False)
    device_id: str | None = None
    allow_invites_from: tuple[str, ...] = ()
    device_name: str = "CCGWatch"
    prefix: str = "!"
