"""The register: who commissions NHS care in England, then and now. Pure but for reading its own data.

``load()`` gives the packaged `Register`; its methods answer everything else.
"""

from register.errors import RegisterDataError, RegisterError
from register.find import close
from register.register import Register, load

__all__ = ["Register", "RegisterDataError", "RegisterError", "close", "load"]
