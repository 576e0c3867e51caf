"""Configuration: one TOML file, overridden by the environment, secrets also from files.

Every key is explained in `config.example.toml`. Order, strongest first: the environment
(``CCGWATCH_DISCORD__TOKEN``), a file named by the environment (``CCGWATCH_DISCORD__TOKEN_FILE``),
the TOML file, the default. What is wrong is named with its line and what would be right.
"""

import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.config_feeds import FeedsSection
from bot.errors import ConfigurationProblem

PREFIX = "CCGWATCH_"
_SECRETS = ("DISCORD__TOKEN", "MATRIX__PASSWORD", "MATRIX__ACCESS_TOKEN", "STORAGE__URL")

Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$")]
WsUrl = Annotated[str, StringConstraints(pattern=r"^(wss?://[^\s]+)?$")]
MatrixId = Annotated[str, StringConstraints(pattern=r"^@[^\s:]+:[^\s]+$")]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BotSection(_Section):
    """What holds on every network."""

    prefix: Annotated[str, StringConstraints(min_length=1, max_length=5, pattern=r"^\S+$")] = "!"
    contact: str = ""


class DiscordSection(_Section):
    """The Discord side; off while it has no token."""

    enabled: bool = True
    token: SecretStr = SecretStr("")
    api_base: Url = "https://discord.com/api/v10"
    gateway_url: WsUrl = ""
    message_content: bool = True
    shards: Annotated[int, Field(ge=1, le=1000)] | None = None


class MatrixSection(_Section):
    """The Matrix side; off while it has no homeserver."""

    enabled: bool = True
    homeserver: Url | None = None
    user: MatrixId | None = None
    password: SecretStr = SecretStr("")
    access_token: SecretStr = SecretStr("")
    device_id: str = ""
    allow_invites_from: tuple[MatrixId, ...] = ()


class StorageSection(_Section):
    """Where things are remembered. An empty address means a SQLite file in the state directory."""

    url: SecretStr = SecretStr("")


class WebSection(_Section):
    """The bot's own web server: calendars to subscribe to, and whether it is well. Off without `listen`."""

    listen: Annotated[str, StringConstraints(pattern=r"^(\S+:\d{1,5})?$")] = ""
    address: Annotated[str, StringConstraints(pattern=r"^(https?://[^\s]+)?$")] = ""


class LogSection(_Section):
    """What is written to standard error."""

    level: Annotated[str, StringConstraints(pattern=r"^(debug|info|warning|error)$")] = "info"
    json_lines: bool = False


class Settings(BaseSettings):
    """The whole configuration, checked."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True
    )

    bot: BotSection = BotSection()
    discord: DiscordSection = DiscordSection()
    matrix: MatrixSection = MatrixSection()
    storage: StorageSection = StorageSection()
    feeds: FeedsSection = FeedsSection()
    web: WebSection = WebSection()
    log: LogSection = LogSection()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment beats the file (which arrives as the initial values)."""
        assert isinstance(init_settings, InitSettingsSource)
        return (_Environment(settings_cls), init_settings)


class _Environment(EnvSettingsSource):
    """The environment, with ``…_FILE`` variables read for secrets; our own paths are not settings."""

    def __call__(self) -> dict[str, Any]:
        known = set(Settings.model_fields)
        for name in os.environ:
            section, inner, _ = name.removeprefix(PREFIX).partition("__")
            if inner and name.startswith(PREFIX) and section.lower() not in known:
                raise ConfigurationProblem(f"environment ({name}): {section} is no table. {_known('')}")
        found = {key: value for key, value in super().__call__().items() if key in known}
        for secret in _SECRETS:
            path = os.environ.get(f"{PREFIX}{secret}_FILE")
            section, key = secret.lower().split("__")
            if path and key not in found.get(section, {}):
                found.setdefault(section, {})[key] = _read_secret(path, f"{PREFIX}{secret}_FILE")
            found.get(section, {}).pop(f"{key}_file", None)
        return found


def _read_secret(path: str, variable: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationProblem(
            f"{variable} names a file that cannot be read ({type(error).__name__})."
        ) from error


def load(path: Path | None) -> Settings:
    """The settings of `path` (None: defaults) and the environment.

    Raises `ConfigurationProblem` naming every wrong key with its line and what would be right.
    """
    text = ""
    if path is not None:
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError as error:
            words = f"There is no file {path}. Copy config.example.toml there, or name another with --config."
            raise ConfigurationProblem(words) from error
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationProblem(f"{path} cannot be read ({type(error).__name__}).") from error
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationProblem(f"{path} is not TOML: {error}") from error
    try:
        return Settings(**values)
    except ValidationError as error:
        raise ConfigurationProblem(_explain(error, text, path)) from error


def _explain(error: ValidationError, text: str, path: Path | None) -> str:
    """One line a problem: where, what is wrong, what would be right. Never a value: it may be a secret."""
    lines = []
    for problem in error.errors(include_input=False, include_url=False):
        where = _setting([str(part) for part in problem["loc"]])
        section, key = ".".join(where[:-1]), where[-1]
        number = line_of(text, section, key)
        place = f"{path}, line {number}" if number else f"environment ({PREFIX}{'__'.join(where).upper()})"
        name = f"[{section}] {key}" if section else key
        if problem["type"] == "extra_forbidden":
            right = f"is not a key I know. {_known(section)}"
        elif problem["type"] == "model_type":
            right = f"is a table: write [{'.'.join(where)}] on a line of its own, and its keys below"
        else:
            right = f"{problem['msg'][0].lower()}{problem['msg'][1:]}. {_right(section, key)}"
        lines.append(f"{place}: {name}: {right}".rstrip())
    return "\n".join(lines)


def _setting(where: list[str]) -> list[str]:
    """The tables and the key of a problem's place, without what is inside the key's value."""
    model: Any = Settings
    for depth, name in enumerate(where):
        field = model.model_fields.get(name)
        model = field.annotation if field else None
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            return where[: depth + 1]
    return where


def line_of(text: str, section: str, key: str) -> int | None:
    """The line (from 1) of `text` that sets `key` in ``[section]`` (or opens the table `key`)."""
    current = ""
    for number, row in enumerate(text.splitlines(), 1):
        if table := re.match(r"\s*\[\s*([\w.-]+)\s*\]", row):
            current = table[1]
            if current == (f"{section}.{key}" if section else key):
                return number
        elif re.match(rf"\s*(?:{re.escape(section)}\.)?{re.escape(key)}\s*=", row) and current in (
            section,
            "",
        ):
            return number
    return None


def _known(section: str) -> str:
    model: Any = Settings
    for name in section.split(".") if section else ():
        model = model.model_fields[name].annotation
    if section:
        return f"Keys of [{section}] are: {', '.join(model.model_fields)}."
    return f"Tables are: {', '.join(f'[{name}]' for name in Settings.model_fields)}."


_EXAMPLES = {
    ("bot", "prefix"): 'prefix = "!"',
    ("discord", "api_base"): 'api_base = "https://discord.com/api/v10"',
    ("discord", "gateway_url"): 'gateway_url = "wss://gateway.discord.gg"',
    ("discord", "shards"): "shards = 2",
    ("matrix", "homeserver"): 'homeserver = "https://matrix.example.org"',
    ("matrix", "user"): 'user = "@ccgwatch:example.org"',
    ("matrix", "allow_invites_from"): 'allow_invites_from = ["@organiser:example.org", "@*:example.org"]',
    ("feeds", "every"): 'every = "15m"',
    ("feeds", "url"): 'url = "https://example.org/feed"',
    ("feeds", "enabled"): "enabled = false",
    ("log", "level"): 'level = "info" (or debug, warning, error)',
}


def _right(section: str, key: str) -> str:
    example = _EXAMPLES.get((section.partition(".")[0], key))
    return f"Right would be: {example}" if example else ""
