"""Reading a release whose every value may be of any type: what is wrong is passed over, never raised."""

import math
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

Raw = Mapping[str, Any]

MOST: Final = 500
"""More records than this in one list are passed over: no real notice has them."""

_NOTHING: Final[Raw] = {}
_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?")
_LARGEST: Final = Decimal(10) ** 13


def record(value: object) -> Raw:
    """`value` if it is an object, else an empty one."""
    return value if isinstance(value, dict) else _NOTHING


def records(value: object) -> Sequence[Raw]:
    """The objects in a list; a lone object counts as a list of one."""
    if isinstance(value, list):
        return [each for each in value[:MOST] if isinstance(each, dict)]
    return (value,) if isinstance(value, dict) else ()


def strings(value: object) -> Sequence[str]:
    """The texts in a list; a lone text counts as a list of one."""
    if isinstance(value, list):
        return [each for each in value[:MOST] if isinstance(each, str)]
    return (value,) if isinstance(value, str) else ()


def amount(value: object) -> Decimal | None:
    """A sum of money, not negative and below ten million million; a text such as ``£1,200.50`` counts."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        text = value.replace(",", "").replace("£", "").strip()
        if not _NUMBER.fullmatch(text):
            return None
    elif isinstance(value, int):
        if value.bit_length() > 64:
            return None
        text = str(value)
    elif isinstance(value, float) and math.isfinite(value):
        text = repr(value)
    else:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if 0 <= number < _LARGEST else None


def count(value: object) -> int | None:
    """A number of things, 0 to a million."""
    number = amount(value)
    return int(number) if number is not None and number == number.to_integral_value() <= 10**6 else None
