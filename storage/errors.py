"""What can be wrong with the store, in words for whoever operates the bot.

One root; no message holds a secret or anything a person said. `storage.faults` is the one place
where errors of the drivers become these.
"""


class StorageError(Exception):
    """The store could not do what was asked. The message is fit for an operator, as it stands."""


class WrongAddress(StorageError):
    """The configured URL is none this program can use."""


class DatabaseTooNew(StorageError):
    """A newer version of this program has written the database; this one must not touch it."""


class DatabaseTooOld(StorageError):
    """The schema is older than this program, and upgrading it was not allowed."""


class DatabaseLocked(StorageError):
    """Somebody else is writing and did not finish while we waited."""


class DatabaseReadOnly(StorageError):
    """We may read the database but not write to it."""


class DatabaseFull(StorageError):
    """There is no room left to write."""


class DatabaseUnreachable(StorageError):
    """The file cannot be opened, or the server does not answer or does not let us in."""


class DatabaseDamaged(StorageError):
    """The file is no database, or a damaged one."""


class BackupRefused(StorageError):
    """A backup could not be made or must not be restored; the database is as it was."""
