"""Where a command finds its state and configuration, and what it builds from them."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.store import Store
    from commands.core.context import Services


@dataclass(slots=True)
class Place:
    """The ``--state`` and ``--config`` of this process."""

    state: Path = Path("var")
    config: Path | None = None

    def settings(self) -> "Settings":
        """The checked configuration. Raises `bot.errors.ConfigurationProblem`."""
        from bot import config

        return config.load(self.config)

    def database_url(self, settings: "Settings") -> str:
        """The configured address, else the SQLite file in the state directory."""
        configured = settings.storage.url.get_secret_value()
        return configured or f"sqlite:///{(self.state / 'ccgwatch.db').resolve()}"


HERE = Place()


def choose(state: str | None, config: str | None) -> None:
    """Settle both, from the options, else the environment, else the defaults."""
    HERE.state = Path(state or os.environ.get("CCGWATCH_STATE") or "var")
    named = config or os.environ.get("CCGWATCH_CONFIG")
    default = Path("config.toml")
    HERE.config = Path(named) if named else default if default.exists() else None


def services(settings: "Settings") -> "tuple[Services, Store]":
    """The core's services over the packaged register and the configured store (opened at first use)."""
    import register
    from bot.hooks import feed_trial, following, matching
    from bot.store import Store
    from commands.core import catalogue
    from commands.core.context import Services

    store = Store(HERE.database_url(settings))
    return (
        Services(
            register=register.load(),
            catalogue=catalogue.ours(),
            database=store,
            prefix=settings.bot.prefix,
            contact=settings.bot.contact,
            web=settings.web.address if settings.web.listen else "",
            matching=matching,
            try_feed=feed_trial(settings),
            following=following(settings),
        ),
        store,
    )
