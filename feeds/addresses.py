"""Which addresses a feed that anybody may add is fetched from: public ones, checked where we connect.

A name is looked up once and the connection goes to the very addresses that were checked, so a
name that answers differently a second time (DNS rebinding) gains nothing.
"""

import ipaddress
import socket
from typing import Final

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

_NAT64: Final = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
_EMBEDDING: Final = (ipaddress.ip_network("::/96"), ipaddress.ip_network("fec0::/10"))


class PrivateAddress(OSError):
    """The name leads to an address that is not public."""


def is_public(address: str) -> bool:
    """Whether `address`, an IPv4 or IPv6 address as text, is one anybody on the internet can reach."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is not None:
            return is_public(str(inner))
        if any(found in network for network in _NAT64):
            return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
        if any(found in network for network in _EMBEDDING):
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def is_literal(host: str) -> bool:
    """Whether `host` is an address and no name; such a host is never looked up."""
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


class PublicResolver(AbstractResolver):
    """Looks names up and refuses those of which any address is not public."""

    def __init__(self) -> None:
        self._inner: AbstractResolver = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The public addresses of `host`. Raises `PrivateAddress`, or OSError where it has none."""
        found = await self._inner.resolve(host, port, family)
        if not all(is_public(each["host"]) for each in found):
            raise PrivateAddress("not a public address")
        return found

    async def close(self) -> None:
        """Nothing is held."""
        await self._inner.close()
