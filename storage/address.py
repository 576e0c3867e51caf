"""Where the store is: the configured URL, checked and turned into what the drivers want.

Accepted are ``sqlite:///relative/path.db``, ``sqlite:////absolute/path.db`` and
``postgresql://user:password@host:port/name`` (also ``postgres://``, and libpq's ``sslmode``).
See https://docs.sqlalchemy.org/en/21/core/engines.html#database-urls.
"""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from storage.errors import WrongAddress

_RIGHT = "Write sqlite:///path/to/file.db or postgresql://user:password@host/name."


@dataclass(frozen=True, slots=True)
class Address:
    """A checked URL. `file` is the SQLite file, None for PostgreSQL; `shown` hides the password."""

    url: URL
    file: Path | None
    shown: str

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Read `text`; raises `WrongAddress` in words, without repeating what may hold a password."""
        try:
            url = make_url(text)
        except (ArgumentError, ValueError):
            raise WrongAddress(f"The address of the database cannot be read. {_RIGHT}") from None
        match url.get_backend_name():
            case "sqlite":
                if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
                    raise WrongAddress(f"The address of the database names no file. {_RIGHT}")
                plain = URL.create("sqlite", database=url.database)
                return cls(
                    plain.set(drivername="sqlite+aiosqlite"), Path(url.database), plain.render_as_string()
                )
            case "postgresql" | "postgres":
                return cls(_for_asyncpg(url), None, _shown(url))
        raise WrongAddress(f"{url.drivername} is no database this program can use. {_RIGHT}")


def _for_asyncpg(url: URL) -> URL:
    query = dict(url.query)
    if "sslmode" in query:  # what libpq calls sslmode, asyncpg calls ssl
        query["ssl"] = query.pop("sslmode")
    return url.set(drivername="postgresql+asyncpg", query=query)


def _shown(url: URL) -> str:
    # The query may hold a password too; only the socket's directory helps an operator.
    host = {"host": url.query["host"]} if "host" in url.query else {}
    shown = url.set(drivername="postgresql", query=host)
    return shown.render_as_string(hide_password=True)
