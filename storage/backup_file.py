"""A backup file that appears under its name only when it is whole, and never over another file."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.errors import BackupRefused


@contextmanager
def growing(to: Path) -> Iterator[Path]:
    """The file to write into; at the end of the block it becomes `to`.

    Nothing is left of it where the block raises. Only its owner may read it.
    """
    part = to.with_name(f".{to.name}.{os.getpid()}.part")
    if to.exists():
        raise _taken(to)
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise BackupRefused(f"{to} cannot be written: {error.strerror}.") from error
    try:
        yield part
        with part.open("rb") as written:
            os.fsync(written.fileno())
        _name(part, to)
    except OSError as error:
        raise BackupRefused(f"{to} cannot be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


def _name(part: Path, to: Path) -> None:
    try:
        os.link(part, to)  # unlike a rename, this never replaces a file
    except FileExistsError:
        raise _taken(to) from None
    except OSError:  # a file system without hard links
        if to.exists():
            raise _taken(to) from None
        part.rename(to)


def _taken(to: Path) -> BackupRefused:
    return BackupRefused(f"{to} exists already; a backup never replaces a file. Choose another name.")
