"""Every column that names a person, as the schema says: so none is forgotten."""

from typing import Any

from sqlalchemy import Column

from storage.schema import metadata, people


def of_people() -> list[Column[Any]]:
    """The columns that refer to `people`, of all tables, by their names."""
    found = [
        reference.parent
        for table in metadata.tables.values()
        for reference in table.foreign_keys
        if reference.column is people.c.id
    ]
    return sorted(found, key=str)
