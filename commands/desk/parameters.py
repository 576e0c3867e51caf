"""Parameters that many commands of the desk have in common."""

from typing import Final

from commands.core.declare import Parameter, Type

REQUEST: Final = Parameter("id", Type.NUMBER, "The number of the request")
HAPPENED_ON: Final = Parameter(
    "on", Type.DATE, "The day it happened; today if not said", False, direction="past"
)
READ_AT: Final = Parameter("url", Type.URL, "Where that can be read", False)
