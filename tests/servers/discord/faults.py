"""Faults a test may order of REST: rate limits, server errors, a line cut before the answer."""

from collections import deque
from typing import Any

Fault = tuple[str, int, dict[str, Any], dict[str, str]]
"""Which route (a part of it), and the status, body and headers to answer with; status 0 cuts the line."""


class Faults:
    """Ordered faults; each is used up by the next request to a route it names."""

    def __init__(self) -> None:
        self._faults: deque[Fault] = deque()

    def limit_next(
        self, count: int = 1, *, retry_after: float = 0.05, everywhere: bool = False, path: str = ""
    ) -> None:
        """Answer the next requests (to routes containing `path`) with 429, for the route or globally."""
        body = {"message": "You are being rate limited.", "retry_after": retry_after, "global": everywhere}
        headers = {"Via": "1.1 google", "Retry-After": str(retry_after)}
        headers |= {"X-RateLimit-Global": "true"} if everywhere else {"X-RateLimit-Scope": "user"}
        self._faults.extend([(path, 429, body, headers)] * count)

    def fail_next(self, count: int = 1, *, status: int = 500, code: int = 0, path: str = "") -> None:
        """Answer the next requests (to routes containing `path`) with an error, by default the server's own."""
        body = {"message": f"{status}: Server Error", "code": code}
        self._faults.extend([(path, status, body, {})] * count)

    def cut_next(self, *, path: str = "") -> None:
        """Do what the next request (to a route containing `path`) asks, but cut the line before answering."""
        self._faults.append((path, 0, {}, {}))

    def fault(self, route: str) -> Fault | None:
        """The fault ordered for `route`, which is then done with."""
        for fault in self._faults:
            if fault[0] in route:
                self._faults.remove(fault)
                return fault
        return None
