"""The bot signs its own device, so that clients show it as verified by its owner and keep talking to it.

matrix-nio has no cross-signing. Three ed25519 keys stand for the account: a master key, which
signs the self-signing key, which signs the device
(https://spec.matrix.org/latest/client-server-api/#cross-signing). The private keys are kept in
the state directory. Where it is not possible the bot goes on, and its health says so.
"""

import base64
from dataclasses import dataclass
from typing import Any

import structlog
from Crypto.PublicKey import ECC
from Crypto.Signature import eddsa
from nio import Api, AsyncClient

from bot.matrix.state import StateDirectory
from bot.matrix.wire import call

log = structlog.get_logger(__name__)

_FILE = "cross_signing.json"
_USAGES = ("master", "self_signing", "user_signing")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One ed25519 key of the account."""

    seed: bytes

    @property
    def public(self) -> str:
        """The public half in unpadded base64, which is also its name."""
        key = eddsa.import_private_key(self.seed).public_key()
        return _base64(key.export_key(format="raw"))

    def sign(self, user_id: str, value: dict[str, Any]) -> dict[str, Any]:
        """Return `value` with this key's signature added (signing JSON, specification appendix)."""
        plain = {name: part for name, part in value.items() if name not in ("signatures", "unsigned")}
        signer = eddsa.new(eddsa.import_private_key(self.seed), "rfc8032")
        signature = _base64(signer.sign(Api.to_canonical_json(plain).encode()))
        signatures = {user: dict(each) for user, each in value.get("signatures", {}).items()}
        signatures.setdefault(user_id, {})[f"ed25519:{self.public}"] = signature
        return {**value, "signatures": signatures}


async def ensure_signed(client: AsyncClient, directory: StateDirectory, password: str | None) -> str | None:
    """Make the device signed by its account; returns None, or words on why it is not.

    The device's own keys must have been uploaded before. Asks nothing but the keys when all is
    in place already.
    """
    user_id, device_id = client.user_id, client.device_id
    keys = _keys(directory, user_id)
    found = await _query(client)
    if _master_on_server(found, user_id) != keys["master"].public:
        problem = await _publish(client, keys, password)
        if problem:
            return problem
    device = found.get("device_keys", {}).get(user_id, {}).get(device_id)
    if not isinstance(device, dict):
        return "the homeserver does not know the device's keys"
    own = keys["self_signing"]
    if f"ed25519:{own.public}" in device.get("signatures", {}).get(user_id, {}):
        return None
    device.pop("unsigned", None)
    signed = {user_id: {device_id: own.sign(user_id, device)}}
    status, answer = await call(client, "POST", "/keys/signatures/upload", signed)
    if status != 200 or answer.get("failures"):
        return f"the homeserver refused the signature ({status})"
    log.info("matrix.device_signed")
    return None


def _keys(directory: StateDirectory, user_id: str) -> dict[str, SigningKey]:
    saved = directory.read(_FILE)
    if saved is None or saved.get("user_id") != user_id:
        fresh = {usage: _base64(ECC.generate(curve="Ed25519").seed) for usage in _USAGES}
        saved = {"user_id": user_id, **fresh}
        directory.write(_FILE, saved)
    try:
        return {usage: SigningKey(base64.b64decode(saved[usage] + "==")) for usage in _USAGES}
    except (KeyError, TypeError, ValueError):
        raise directory.broken(f"{_FILE} does not hold the signing keys") from None


async def _query(client: AsyncClient) -> dict[str, Any]:
    _, found = await call(client, "POST", "/keys/query", {"device_keys": {client.user_id: []}})
    return found


def _master_on_server(found: dict[str, Any], user_id: str) -> str | None:
    keys = found.get("master_keys", {}).get(user_id, {}).get("keys", {})
    return next(iter(keys.values()), None)


async def _publish(client: AsyncClient, keys: dict[str, SigningKey], password: str | None) -> str | None:
    """Upload the account's public keys, with the password where the homeserver wants it."""
    user_id = client.user_id
    body: dict[str, Any] = {}
    for usage, key in keys.items():
        public = {"user_id": user_id, "usage": [usage], "keys": {f"ed25519:{key.public}": key.public}}
        body[f"{usage}_key"] = public if usage == "master" else keys["master"].sign(user_id, public)
    status, answer = await call(client, "POST", "/keys/device_signing/upload", body)
    if status == 401 and "flows" in answer:
        if not password:
            return "the homeserver asks for the password to replace the account's signing keys"
        body["auth"] = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": user_id},
            "password": password,
            "session": answer.get("session"),
        }
        status, answer = await call(client, "POST", "/keys/device_signing/upload", body)
    return None if status == 200 else f"the homeserver refused the account's signing keys ({status})"


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode().rstrip("=")
